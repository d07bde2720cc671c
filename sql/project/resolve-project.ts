/** All files together: what they declare, in creation order, and everything that is wrong. Pure. */
import { writeNearest } from "../../model/validation/suggestion.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import { databaseName } from "../../model/names.ts";
import type { Problem } from "../../model/validation/problem.ts";
import {
  checkModelColumns,
  checkModelHeader,
  checkParameters,
  modeOf,
  readTypes,
  type ColumnNames,
} from "../check/model-rules.ts";
import { SqlReport } from "../check/report.ts";
import type { CheckedDashboard } from "../../model/dashboards/checked.ts";
import type { CheckedMail } from "../../model/mails/check.ts";
import { warnOf } from "../check/warn.ts";
import { columnsOf, influencesOn, sourcesOf } from "./columns.ts";
import { dashboardExposures, resolveDashboards } from "./dashboards.ts";
import { mailExposures, resolveMails } from "./mails.ts";
import { idOf, type Draft } from "./draft.ts";
import { readExposures } from "./exposures.ts";
import { companionsOf, linksOf, namesOf, relationKinds, type Link, type Names } from "./links.ts";
import { compileModel, modelSettings } from "./model.ts";
import { cycleAmong, inOrder } from "./order.ts";
import { readByGrammar } from "./grammar.ts";
import { readDraft } from "./read-draft.ts";
import { positionAt, type SourceFile } from "./source-text.ts";
import type { Relation } from "./tables.ts";
import type { DeclaredColumn, Project, SqlObject } from "./types.ts";

interface Linked {
  readonly id: string;
  readonly draft: Draft;
  readonly links: readonly Link[];
  readonly dependsOn: readonly string[];
}

interface Resolved {
  readonly project: Project;
  /** By file, then by place in the file. Includes those of dashboards and mails, which make no SQL invalid. */
  readonly problems: readonly Problem[];
  /** What engines accept and people seldom mean, in the same order. */
  readonly warnings: readonly Problem[];
  /** Every file in `dashboards/`, including invalid ones. */
  readonly dashboards: readonly CheckedDashboard[];
  /** Every file in `mails/`, likewise. */
  readonly mails: readonly CheckedMail[];
}

const byFile = (files: readonly SourceFile[]): readonly SourceFile[] =>
  [...files].sort((a, b) => (a.file < b.file ? -1 : 1));

const curatedName = /^([a-z][a-z0-9_]*)_curated\.[a-z][a-z0-9_]*$/;

/** Whether a query must quote the table's name: the grammars of its readers decide. */
const isReserved = (name: string): boolean =>
  (["trino", "spark"] as const).some((dialect) => "faults" in readByGrammar(`SELECT 1 FROM ${name}`, dialect));

/** Names of models and views, and duplicate names; a relation has one name whatever creates it. */
const checkNames = (drafts: readonly Draft[], contracts: Bundle, report: SqlReport): void => {
  const first = new Map<string, Draft>();
  const databases = contracts.sources.map(({ name }) => databaseName(name, "curated"));
  for (const draft of drafts) {
    const { kind, name, header, source } = draft;
    const at = header.offsetOf(["name"]);
    if (
      (kind === "model" || kind === "view") &&
      (!curatedName.test(name) || !databases.includes(name.split(".")[0] ?? ""))
    ) {
      const message = `"${name}" is not a ${kind}'s name; it is <source>_curated.<name> in lower snake case, and there are ${databases.join(", ")}`;
      report.on(source)(
        "SQL_NAME",
        at,
        message,
        `name the ${kind} e.g. ${databases[0] ?? "source_curated"}.daily_totals`,
      );
    } else if ((kind === "model" || kind === "view") && isReserved(name)) {
      const own = name.split(".")[1] ?? "";
      const message = `"${own}" is an SQL keyword, so every query would have to quote it`;
      report.on(source)("SQL_NAME_RESERVED", at, message, `choose another name, e.g. ${name}s`);
    }
    const key = relationKinds.includes(kind) ? name : kind.endsWith("schema") ? `schema ${name}` : idOf(draft);
    const other = first.get(key);
    if (other === undefined) first.set(key, draft);
    else {
      const message = `${name} is already declared in ${other.source.file}, as a ${other.kind}`;
      report.on(source)("SQL_NAME_DUPLICATE", at, message, "rename one of them, or delete it");
    }
  }
};

const checkDatabases = (names: Names, drafts: readonly Draft[], report: SqlReport): void => {
  for (const draft of drafts) {
    const database = names.externalSchemas.get(draft.name);
    if (draft.kind !== "external schema" || database === undefined || names.databases.has(database)) continue;
    const known = [...names.databases].sort();
    const message = `there is no database ${database}; databases are ${known.join(", ")}`;
    const fix = writeNearest(database, known, "correct the name");
    report.on(draft.source)("SQL_DATABASE_UNKNOWN", draft.start, message, fix);
  }
};

/** Models that a test compares with must exist before the test. */
const testedModels = (draft: Draft, names: Names): readonly string[] => {
  const tests = "model" in draft ? (draft.model.value.tests ?? []) : [];
  return tests.flatMap(({ relationships }) => {
    const other = names.relations.get(relationships?.to ?? "");
    return other?.kind === "model" && other.name !== draft.name ? [idOf(other)] : [];
  });
};

const link = (draft: Draft, names: Names, report: SqlReport): Linked => {
  const links = linksOf(draft, names, report);
  const needed = [...links.flatMap(({ id }) => id ?? []), ...companionsOf(draft, links, names, report)];
  return { id: idOf(draft), draft, links, dependsOn: [...new Set([...needed, ...testedModels(draft, names)])].sort() };
};

const tellCycle = (stuck: readonly Linked[], report: SqlReport): void => {
  if (stuck.length === 0) return;
  const cycle = cycleAmong(stuck);
  const [from, to] = cycle;
  const item = stuck.find(({ id }) => id === from) ?? stuck[0];
  const reference = item?.links.find(({ id }) => id === to)?.reference;
  if (item === undefined) return;
  const names = cycle.map((id) => stuck.find((other) => other.id === id)?.draft.name ?? id);
  const message = `these read each other: ${names.join(" → ")}; a file may only read what doesn't read it`;
  report.on(item.draft.source)(
    "SQL_CYCLE",
    item.draft.start + (reference?.start ?? 0),
    message,
    "remove one of these reads",
  );
};

const baseOf = ({ id, draft, links, dependsOn }: Linked): Omit<SqlObject, "canonical" | "columns" | "influences"> => ({
  id,
  kind: draft.kind,
  name: draft.name,
  description: draft.header.value.description,
  owner: draft.header.value.owner,
  file: draft.source.file,
  firstLine: positionAt(draft.source, draft.start).line,
  sql: draft.sql,
  statements: "statements" in draft ? draft.statements.map(({ start, end }) => draft.sql.slice(start, end)) : [],
  references: links.map(({ reference }) => reference),
  dependsOn,
  tables: [...new Set(links.flatMap(({ id: read, target }) => (read === undefined ? [target] : [])))].sort(),
});

/** A masking policy must be attached to existing columns of the view. */
const checkAttachments = (draft: Draft, columns: readonly string[], report: SqlReport): void => {
  for (const statement of "statements" in draft ? draft.statements : []) {
    if (statement.kind !== "attach") continue;
    for (const column of statement.columns.filter((name) => !columns.includes(name))) {
      const message = `"${column}" is not a column of ${statement.on}; its columns are ${columns.join(", ")}`;
      const fix = writeNearest(column, columns, "correct the name");
      report.on(draft.source)("SQL_COLUMN_UNKNOWN", draft.start + statement.start, message, fix);
    }
  }
};

const resolveObject = (item: Linked, relations: Map<string, Relation>, report: SqlReport): SqlObject => {
  const { draft, links } = item;
  const addProblem = report.on(draft.source);
  const header = "model" in draft ? draft.model : undefined;
  const types = header && readTypes(header, addProblem);
  if (header && types) {
    const own = Object.keys(header.value.columns).map((name) => ({ name }));
    checkModelHeader(
      header,
      types,
      new Map<string, ColumnNames>([...relations, [draft.name, { columns: own }]]),
      addProblem,
    );
    checkParameters(header, draft.select?.query.parameters ?? [], draft.start, addProblem);
  }
  const sources = sourcesOf(links, relations);
  const isComplete = sources !== undefined && links.length >= (draft.select?.query.tables.length ?? 0);
  const found = isComplete ? columnsOf(draft, sources, report) : [];
  if (isComplete) warnOf(draft, sources, report);
  const columns: readonly DeclaredColumn[] = found.map((column) => {
    const type = types?.get(column.name);
    return { ...column, ...(type !== undefined && { type }) };
  });
  if (isComplete && draft.select !== undefined) relations.set(draft.name, { name: draft.name, columns });
  if (isComplete)
    checkAttachments(
      draft,
      columns.map(({ name }) => name),
      report,
    );
  const base = { ...baseOf(item), influences: isComplete ? influencesOn(draft, sources) : [] };
  if (header === undefined || types === undefined) return { ...base, canonical: draft.canonical, columns };
  if (isComplete) checkModelColumns(header, columns, addProblem);
  const mode = isComplete ? modeOf(header, columns, relations, addProblem) : { kind: "full" as const };
  const parts = {
    ...{ name: draft.name, header: header.value, sql: draft.sql, canonical: draft.canonical, mode },
    references: base.references,
    columns: columns.map((column) => ({ ...column, type: column.type ?? ("string" as const) })),
  };
  return { ...base, canonical: `${draft.canonical}\n${modelSettings(parts)}`, columns, model: compileModel(parts) };
};

const isExposure = ({ file }: SourceFile): boolean => /^sql\/exposures\/[^/]+\.yaml$/.test(file);
const isDashboard = ({ file }: SourceFile): boolean => file.startsWith("dashboards/");
const isMail = ({ file }: SourceFile): boolean => file.startsWith("mails/");
const nothing: Project = { objects: [], exposures: [] };

/**
 * @returns the project, which has no meaning while there are problems. Problems between files are reported once every
 * file can be read, because an unreadable file declares nothing.
 */
export const resolveProject = (files: readonly SourceFile[], contracts: Bundle): Resolved => {
  const report = new SqlReport();
  const sources = byFile(files);
  const drafts = sources
    .filter((source) => !isExposure(source) && !isDashboard(source) && !isMail(source))
    .flatMap((source) => readDraft(source, report) ?? []);
  if (report.problems.length > 0) {
    readExposures(sources.filter(isExposure), undefined, report);
    return { project: nothing, problems: report.problems, warnings: report.warnings, dashboards: [], mails: [] };
  }
  checkNames(drafts, contracts, report);
  const names = namesOf(drafts, contracts);
  checkDatabases(names, drafts, report);
  const { ordered, stuck } = inOrder(drafts.map((draft) => link(draft, names, report)));
  tellCycle(stuck, report);
  const relations = new Map(names.tables);
  const objects = ordered.map((item) => resolveObject(item, relations, report));
  const exposures = readExposures(sources.filter(isExposure), names.relations, report);
  const readable = { names, relations };
  const dashboards = resolveDashboards(sources.filter(isDashboard), readable);
  const mails = resolveMails(sources.filter(isMail), dashboards, contracts.schedules);
  const all = [...exposures, ...dashboardExposures(dashboards, readable), ...mailExposures(mails, readable)];
  const project = { objects, exposures: all.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  return { project, problems: report.problems, warnings: report.warnings, dashboards, mails };
};
