/** What each file reads and needs, by the project's names. Pure. */
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import { writeNearest } from "../../model/validation/suggestion.ts";
import { nightFiguresTable } from "../../model/night-figures.ts";
import { databaseName, zones } from "../../model/names.ts";
import type { SqlReport } from "../check/report.ts";
import { idOf, type Draft } from "./draft.ts";
import type { Name } from "./query-nodes.ts";
import { positionAt } from "./source-text.ts";
import { contractTables, type Relation } from "./tables.ts";
import type { ObjectKind } from "../../model/sql/objects.ts";
import type { Reference } from "./types.ts";

/** A resolved relation that a file reads. */
export interface Link {
  readonly reference: Reference;
  /** Its name in the project: `<database>.<table>`, whatever Redshift's schema for that database is called. */
  readonly target: string;
  /** Absent for a contract's table. */
  readonly id?: string;
}

/** Names that files and contracts declare. */
export interface Names {
  readonly tables: ReadonlyMap<string, Relation>;
  /** Databases that Pulumi creates. */
  readonly databases: ReadonlySet<string>;
  /** Models, views and late-binding views. */
  readonly relations: ReadonlyMap<string, Draft>;
  /** Redshift's external schemas and the database that each stands for. */
  readonly externalSchemas: ReadonlyMap<string, string>;
  readonly ids: ReadonlySet<string>;
}

export const relationKinds: readonly ObjectKind[] = ["model", "view", "late-binding view"];

export const namesOf = (drafts: readonly Draft[], contracts: Bundle): Names => ({
  tables: contractTables(contracts),
  databases: new Set(contracts.sources.flatMap(({ name }) => zones.map((zone) => databaseName(name, zone)))),
  relations: new Map(drafts.filter(({ kind }) => relationKinds.includes(kind)).map((draft) => [draft.name, draft])),
  externalSchemas: new Map(
    drafts.flatMap((draft) => {
      const maker = "statements" in draft ? draft.statements[0] : undefined;
      return maker?.kind === "external schema" ? [[draft.name, maker.database] as const] : [];
    }),
  ),
  ids: new Set(drafts.map(idOf)),
});

/** Relations by the names that a file of this kind can use for them. */
const readable = (kind: ObjectKind, names: Names): ReadonlyMap<string, string> => {
  if (kind !== "late-binding view") {
    const own = [...names.relations].filter(([, draft]) => draft.kind !== "late-binding view").map(([name]) => name);
    return new Map([...names.tables.keys(), ...own].map((name) => [name, name]));
  }
  const external = [...names.externalSchemas].flatMap(([schema, database]) =>
    [...names.tables.keys(), ...names.relations.keys()]
      .filter((name) => name.startsWith(`${database}.`))
      .map((name) => [`${schema}.${name.slice(database.length + 1)}`, name] as const),
  );
  const views = [...names.relations].filter(([, draft]) => draft.kind === "late-binding view");
  return new Map([...external, ...views.map(([name]) => [name, name] as const)]);
};

const prefixes = (names: readonly string[]): readonly string[] =>
  [...new Set(names.map((name) => name.split(".")[0] ?? ""))].sort();

const siblings = (name: string, known: readonly string[]): string => {
  const [container = ""] = name.split(".");
  const same = known.filter((other) => other.startsWith(`${container}.`)).map((other) => other.split(".")[1] ?? "");
  return same.length > 0
    ? `${container} has ${same.sort().join(", ")}`
    : `there are ${prefixes(known).join(", ")} to read from`;
};

/** What a file reads; reports names that nothing declares. */
export const linksOf = (draft: Draft, names: Names, report: SqlReport): readonly Link[] => {
  const { select, start, source } = draft;
  if (select === undefined) return [];
  const addProblem = report.on(source);
  const known = readable(draft.kind, names);
  const others = [...known.keys()].filter((name) => name !== draft.name);
  const container = draft.kind === "late-binding view" ? "schema" : "database";
  const link = ({ parts, start: from, end }: Name): readonly Link[] => {
    const offset = start + select.start + from;
    const name = parts.join(".");
    if (parts.length !== 2) {
      const message = `"${name}" is not <${container}>.<table>`;
      const otherwise = `write the ${container} before the table, without a catalog`;
      addProblem("SQL_TABLE_UNQUALIFIED", offset, message, writeNearest(name, others, otherwise));
      return [];
    }
    const target = known.get(name);
    if (target === undefined) {
      const message = `no contract, model or view declares ${name}; ${siblings(name, [...known.keys()])}`;
      const otherwise = "correct the name, or add the contract, the model or the view";
      addProblem("SQL_TABLE_UNKNOWN", offset, message, writeNearest(name, others, otherwise));
      return [];
    }
    const read = names.relations.get(target);
    if (read?.kind === "view" && draft.kind !== "view") {
      const reader = draft.kind === "model" ? "Spark" : "Redshift";
      const message = `${name} is a view of Athena, which ${reader} can't read`;
      addProblem(
        "SQL_READS_VIEW",
        offset,
        message,
        "read the models and tables that the view is made of, or make the view a model",
      );
      return [];
    }
    if (draft.kind !== "view" && parts[1] === nightFiguresTable) {
      const message = `${name} is JSON, which Athena alone reads`;
      addProblem("SQL_READS_VIEW", offset, message, "read it in a view of Athena, or in a dashboard");
      return [];
    }
    const position = positionAt(source, offset);
    const reference = { name, position, start: select.start + from, end: select.start + end };
    return [{ reference, target, ...(read && { id: idOf(read) }) }];
  };
  const { tables, navigations } = select.query;
  const read = navigations.filter(({ parts }) => known.has(parts.join(".")));
  return [...tables, ...read].sort((a, b) => a.start - b.start).flatMap(link);
};

/** Ids of the Redshift objects that must exist first: schemas, roles, masking policies. */
export const companionsOf = (
  draft: Draft,
  links: readonly Link[],
  names: Names,
  report: SqlReport,
): readonly string[] => {
  if (!("statements" in draft)) return [];
  const addProblem = report.on(draft.source);
  const need = (kind: ObjectKind, name: string, offset: number): readonly string[] => {
    const id = idOf({ kind, name });
    if (names.ids.has(id)) return [id];
    const known = [...names.ids]
      .filter((other) => other.startsWith(`${kind} `))
      .map((other) => other.slice(kind.length + 1));
    const message = `no file declares the ${kind} ${name}; there ${known.length === 1 ? "is" : "are"} ${known.length === 0 ? "none" : known.sort().join(", ")}`;
    const fix = writeNearest(name, known, "correct the name, or add a file to sql/redshift that creates it");
    addProblem("SQL_OBJECT_UNKNOWN", draft.start + offset, message, fix);
    return [];
  };
  const statements = draft.statements.flatMap((statement) => {
    const role = "role" in statement ? need("role", statement.role, statement.start) : [];
    return statement.kind === "attach" ? [...role, ...need("masking policy", statement.policy, statement.start)] : role;
  });
  if (draft.kind !== "late-binding view") return statements;
  const [own = ""] = draft.name.split(".");
  const read = links.flatMap(({ reference }) => {
    const [schema = ""] = reference.name.split(".");
    return names.externalSchemas.has(schema) ? [`external schema ${schema}`] : [];
  });
  return [...statements, ...need("schema", own, draft.statements[0]?.start ?? 0), ...read];
};
