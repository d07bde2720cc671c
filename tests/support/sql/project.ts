/** Small projects for tests of plans: objects as reading `sql/` creates them, without files. */
import { createHash } from "node:crypto";
import type { ColumnType } from "../../../model/documents/contract-bundle.ts";
import type { Model } from "../../../model/documents/sql-bundle.ts";
import type { LiveColumn } from "../../../model/documents/sql-plan.ts";
import { canonicalQuery, canonicalStatements } from "../../../sql/project/canonical.ts";
import { inOrder } from "../../../sql/project/order.ts";
import type { Exposure, Project, Reference, SqlObject } from "../../../sql/project/types.ts";
import type { ObjectKind } from "../../../model/sql/objects.ts";

/** An object before the other objects are known. */
export interface Draft {
  readonly object: SqlObject;
  /** Columns as the engine would report them. */
  readonly columns: readonly LiveColumn[];
}

/** `a int, b decimal(3,1)` */
const columnsOf = (text: string): readonly LiveColumn[] =>
  text
    .split(/,(?![^(]*\))/)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [, name = "", type = ""] = /^\s*(\S+)\s+(.*?)\s*$/.exec(part) ?? [];
      return { name, type };
    });

const referencesOf = (file: string, sql: string): readonly Reference[] =>
  [...sql.matchAll(/\b(?:FROM|JOIN)\s+(\w+\.\w+)/gi)].map((found) => {
    const [all, name = ""] = found;
    const end = found.index + all.length;
    return { name: name.toLowerCase(), position: { file, line: 1, column: 1 }, start: end - name.length, end };
  });

const folders: Readonly<Partial<Record<ObjectKind, string>>> = { model: "curated", view: "views" };

const draft = (kind: ObjectKind, name: string, sql: string, columns: string, more: Partial<SqlObject>): Draft => {
  const file = `sql/${folders[kind] ?? "redshift"}/${name.replaceAll(/[._]/g, "-")}.sql`;
  const typed = columnsOf(columns);
  return {
    columns: typed,
    object: {
      ...{ id: `${kind} ${name}`, kind, name, description: "", owner: "", file, firstLine: 5, sql },
      statements: [],
      canonical: "",
      references: referencesOf(file, sql),
      dependsOn: [],
      tables: [],
      influences: [],
      columns: typed.map((column) => ({ name: column.name, classification: "internal", from: [] })),
      ...more,
    },
  };
};

export const view = (name: string, sql: string, columns: string): Draft =>
  draft("view", name, sql, columns, { canonical: canonicalQuery(sql, "trino") });

export const model = (name: string, sql: string, columns: string, settings: Partial<Model> = {}): Draft => {
  const typed = columnsOf(columns).map((column) => ({
    ...{ name: column.name, type: column.type as ColumnType, classification: "internal" as const, description: "" },
    from: [],
  }));
  const compiled: Model = {
    ...{
      name,
      description: "",
      owner: "",
      columns: typed,
      grain: [],
      mode: { kind: "full" },
      partitions: [],
      tests: [],
    },
    query: [{ text: sql }],
    reads: [],
    hash: "",
    ...settings,
  };
  const canonical = `${JSON.stringify([compiled.mode, compiled.grain, compiled.tests])} ${columns} ${canonicalQuery(sql, "spark")}`;
  return draft("model", name, sql, columns, { canonical, columns: typed, model: compiled });
};

/** A Redshift object; `needs` are ids in addition to what its SELECT reads. */
export const redshift = (
  kind: ObjectKind,
  name: string,
  statements: readonly string[],
  { columns = "", needs = [] }: { readonly columns?: string; readonly needs?: readonly string[] } = {},
): Draft =>
  draft(kind, name, statements.join(";\n"), columns, {
    statements,
    canonical: canonicalStatements(statements),
    dependsOn: needs,
  });

export const exposure = (name: string, ...reads: readonly string[]): Exposure => ({
  ...{ name, kind: "dashboard", title: name, owner: "", file: `sql/exposures/${name}.yaml`, reads },
});

export interface TestProject {
  readonly project: Project;
  /** Columns by id. */
  readonly columns: ReadonlyMap<string, readonly LiveColumn[]>;
  readonly bundle: { readonly json: string; readonly hash: string };
}

/** `FROM <schema>.<table>` of an external schema reads the database's table. */
const throughSchema = (name: string, drafts: readonly Draft[]): string => {
  const [schema = "", table = ""] = name.split(".");
  const external = drafts.find(({ object }) => object.kind === "external schema" && object.name === schema);
  const database = /DATABASE '(\w+)'/i.exec(external?.object.sql ?? "")?.[1];
  return database === undefined ? name : `${database}.${table}`;
};

const linked = ({ object }: Draft, drafts: readonly Draft[]): SqlObject => {
  const names = new Map(drafts.map((each) => [each.object.name, each.object.id]));
  const read = object.references.map(({ name }) => throughSchema(name, drafts));
  const ids = read.flatMap((name) => names.get(name) ?? []);
  const tables = read.filter((name) => !names.has(name));
  return {
    ...object,
    dependsOn: [...new Set([...object.dependsOn, ...ids])].sort(),
    tables: [...new Set(tables)].sort(),
  };
};

/** @param note stands for compiled content that no canonical text shows, such as descriptions */
export const projectOf = (drafts: readonly Draft[], exposures: readonly Exposure[] = [], note = ""): TestProject => {
  const { ordered, stuck } = inOrder(drafts.map((each) => linked(each, drafts)));
  if (stuck.length > 0) throw new Error("the project has a cycle");
  const lake = ordered.filter(({ kind }) => kind === "model" || kind === "view");
  const compiled = lake.map(({ id, canonical }) => [id, canonical]).sort();
  const json = JSON.stringify({ formatVersion: 1, models: compiled, views: note });
  return {
    project: { objects: ordered, exposures },
    columns: new Map(drafts.map(({ object, columns }) => [object.id, columns])),
    bundle: { json, hash: createHash("sha256").update(json).digest("hex") },
  };
};
