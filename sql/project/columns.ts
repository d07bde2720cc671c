/** Columns of a model or view: their names, sources and visibility. Pure. */
import { classifications, type Classification } from "../../model/documents/contract-bundle.ts";
import { writeNearest } from "../../model/validation/suggestion.ts";
import type { SqlReport } from "../check/report.ts";
import type { Draft } from "./draft.ts";
import type { Link } from "./links.ts";
import type { KnownColumns } from "./column-names.ts";
import { influencesOf } from "./influence.ts";
import { columnFaults, queryColumns, type ColumnFault } from "./query-columns.ts";
import type { Relation } from "./tables.ts";
import { dialectOf, type DeclaredColumn } from "./types.ts";
import type { Influence } from "../../model/documents/sql-plan.ts";

const strictest = (all: readonly Classification[]): Classification | undefined =>
  [...all].sort((a, b) => classifications.indexOf(b) - classifications.indexOf(a))[0];
const mostOpen = (all: readonly Classification[]): Classification | undefined =>
  [...all].sort((a, b) => classifications.indexOf(a) - classifications.indexOf(b))[0];

/** Relations that a file reads, by the names that the file uses for them. */
export type Sources = ReadonlyMap<string, Relation>;

export const sourcesOf = (links: readonly Link[], relations: ReadonlyMap<string, Relation>): Sources | undefined => {
  const found = links.map(({ reference, target }) => [reference.name, relations.get(target)] as const);
  const known = found.flatMap(([name, relation]) => (relation === undefined ? [] : [[name, relation] as const]));
  return known.length === found.length ? new Map(known) : undefined;
};

const tellFault = (fault: ColumnFault, draft: Draft, sources: Sources, report: SqlReport): void => {
  const { select, start, source } = draft;
  if (select === undefined) return;
  const addProblem = report.on(source);
  const offset = start + select.start + fault.start;
  const word = select.sql.slice(fault.start, fault.end).replaceAll('"', "").toLowerCase();
  if (fault.kind === "unknown") {
    const relation = /in table '([^']+)'/.exec(fault.message)?.[1]?.toLowerCase();
    const columns = sources.get(relation ?? "")?.columns.map(({ name }) => name);
    const read = [...sources.values()].flatMap((source) => source.columns.map(({ name }) => name));
    const where =
      columns === undefined
        ? (relation ?? "what is read here")
        : `${relation ?? ""}; its columns are ${columns.join(", ")}`;
    addProblem(
      "SQL_COLUMN_UNKNOWN",
      offset,
      `"${word}" is not a column of ${where}`,
      writeNearest(word, columns ?? read, "correct the name"),
    );
  } else if (fault.kind === "ambiguous") {
    const message = `"${word}" is a column of more than one of the tables that are read here`;
    addProblem("SQL_COLUMN_AMBIGUOUS", offset, message, "write the table's alias before it");
  } else if ([...sources.keys()].some((name) => name.startsWith(`${word}.`))) {
    const message = `a column is qualified by ${word} and its table; where its values come from can't be followed`;
    addProblem("SQL_COLUMN_QUALIFIED", offset, message, "give the table an alias, and write that before the column");
  } else if (!select.query.aliases.has(word)) {
    const message = `"${word}" is neither an alias nor a table of this query`;
    const fix = writeNearest(word, [...select.query.aliases], "write the alias of a table that is read here");
    addProblem("SQL_ALIAS_UNKNOWN", offset, message, fix);
  }
};

const tellStars = ({ select, start, source }: Draft, report: SqlReport): void => {
  const addProblem = report.on(source);
  for (const { offset, isEdge, over } of select?.query.stars ?? []) {
    if (!isEdge && over.length === 0) continue;
    const what = isEdge ? "the columns" : `what is read of ${over.map(({ parts }) => parts.join(".")).join(", ")}`;
    const message = `* makes ${what} depend on the columns that exist at the moment; columns must be listed`;
    addProblem("SQL_SELECT_STAR", start + (select?.start ?? 0) + offset, message, "list the columns");
  }
};

/** Where the SELECT gives a column its name. */
const placeOfOutput = ({ select, start }: Draft, name: string): number => {
  const offset = select?.query.outputs.find((output) => output.name === name)?.offset;
  return start + (select?.start ?? 0) + (offset ?? 0);
};

const tellNames = ({ select, start, source }: Draft, report: SqlReport): void => {
  const addProblem = report.on(source);
  const seen = new Set<string>();
  const hasStar = select?.query.stars.some(({ isEdge }) => isEdge) === true;
  for (const [index, { name, offset = 0 }] of (select?.query.outputs ?? []).entries()) {
    const at = start + (select?.start ?? 0) + offset;
    if (name === undefined && !hasStar) {
      const message = `column ${index + 1} has no name`;
      addProblem("SQL_COLUMN_UNNAMED", at, message, "write AS and a name after it");
    } else if (name !== undefined && seen.has(name)) {
      addProblem("SQL_COLUMN_DUPLICATE", at, `two columns are called ${name}`, "rename one of them");
    }
    seen.add(name ?? "");
  }
};

/**
 * The strictest classification among all sources of a column's values. Columns that only decide which rows there are
 * (in WHERE, HAVING, JOIN … ON, GROUP BY) don't count. A column without sources, such as `count(*)`, gets the strictest
 * level of the relations that are read, where each relation counts as its most open column.
 */
const derived = (from: readonly string[], sources: Sources): Classification => {
  const of = (path: string): Classification | undefined => {
    const [database = "", table = "", column = ""] = path.split(".");
    return sources.get(`${database}.${table}`)?.columns.find(({ name }) => name === column)?.classification;
  };
  const made = strictest(from.flatMap((path) => of(path) ?? []));
  const read = [...sources.values()].map(({ columns }) =>
    mostOpen(columns.map(({ classification }) => classification)),
  );
  return made ?? strictest(read.flatMap((level) => level ?? [])) ?? "public";
};

/** Checks a column's classification in the header against the one derived from its sources. */
const stated = (name: string, follows: Classification, draft: Draft, report: SqlReport): Classification => {
  const { header, source } = draft;
  const addProblem = report.on(source);
  const said = header.value.classification?.[name];
  if (said === undefined) {
    if (follows !== "personal") return follows;
    const message = `"${name}" is made of a personal column, and the header's classification doesn't name it`;
    const fix = `remove it, or add "classification: { ${name}: { is: personal } }" for those who may see masked personal values`;
    addProblem("SQL_PERSONAL_COLUMN", placeOfOutput(draft, name), message, fix);
    return follows;
  }
  const isLower = classifications.indexOf(said.is) < classifications.indexOf(follows);
  if (isLower && said.because === undefined) {
    const message = `"${name}" is declared as ${said.is}, but its sources are ${follows}`;
    addProblem(
      "SQL_CLASSIFICATION_REASON",
      header.offsetOf(["classification", name]),
      message,
      'say why with "because: …"',
    );
  }
  return said.is;
};

/** Columns of a file's SELECT; `undefined` if it reads something unreadable. */
export const columnsOf = (
  draft: Draft,
  sources: Sources,
  report: SqlReport,
): readonly Omit<DeclaredColumn, "type">[] => {
  const { select, header, source } = draft;
  if (select === undefined) return [];
  tellStars(draft, report);
  const known: KnownColumns = new Map([...sources].map(([name, { columns }]) => [name, columns.map((c) => c.name)]));
  const dialect = dialectOf(draft.kind);
  const faults = columnFaults(select.sql, dialect, known, select.query);
  for (const fault of faults) tellFault(fault, draft, sources, report);
  const columns = queryColumns(select.sql, dialect, known, select.query);
  tellNames(draft, report);
  const names = columns.map(({ name }) => name);
  for (const name of Object.keys(header.value.classification ?? {}).filter((key) => !names.includes(key))) {
    const message = `"${name}" is not a column; columns are ${names.join(", ")}`;
    const offset = header.offsetOf(["classification", name]);
    const fix = writeNearest(
      name,
      names.flatMap((known) => known ?? []),
      "correct the name, or remove it",
    );
    report.on(source)("SQL_CLASSIFICATION_COLUMN", offset, message, fix);
  }
  return columns.map(({ name = "", from }) => ({
    name,
    classification: stated(name, derived(from, sources), draft, report),
    from: [...new Set(from.map((path) => throughSchema(path, sources)))].sort(),
  }));
};

/** Columns that decide which rows a file's SELECT returns. */
export const influencesOn = ({ select }: Draft, sources: Sources): readonly Influence[] => {
  if (select === undefined) return [];
  const known: KnownColumns = new Map([...sources].map(([name, { columns }]) => [name, columns.map((c) => c.name)]));
  return influencesOf(select.query, known, (path) => {
    const dot = path.lastIndexOf(".");
    const found = sources.get(path.slice(0, dot))?.columns.find(({ name }) => name === path.slice(dot + 1));
    return found && { column: throughSchema(path, sources), classification: found.classification };
  });
};

/**
 * A column by its relation's name in the project: Redshift reads `mission.x` where the project has `mission_curated.x`.
 */
const throughSchema = (path: string, sources: Sources): string => {
  const dot = path.lastIndexOf(".");
  return `${sources.get(path.slice(0, dot))?.name ?? path.slice(0, dot)}${path.slice(dot)}`;
};
