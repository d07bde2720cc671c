import type { ColumnType } from "../../model/documents/contract-bundle.ts";
import { withRelations } from "../project/relations.ts";
import { dialectOf, type Dialect, type Project, type Reference, type SqlObject } from "../project/types.ts";
import { compareColumns, statedColumns } from "./columns.ts";
import { dependingOn, isMade, isRedefined, type Comparison } from "./compare.ts";

/** A model's column type as spelled by the engine that reads the Iceberg table. */
const engineType = (type: ColumnType, dialect: Dialect): string => {
  if (type === "string") return dialect === "redshift" ? "varchar(65535)" : "varchar";
  if (type === "timestamp") return dialect === "redshift" ? "timestamptz" : "timestamp(6) with time zone";
  return type === "double" && dialect === "redshift" ? "double precision" : type;
};

const emptyModel = ({ columns }: SqlObject, dialect: Dialect): string => {
  const typed = columns.map(({ name, type = "string" }) => `CAST(NULL AS ${engineType(type, dialect)}) AS "${name}"`);
  return `SELECT ${typed.join(", ")} WHERE false`;
};

const lateBindingView =
  /^\s*create\s+(?:or\s+replace\s+)?view\s+[^\s(]+\s*(\([^)]*\)\s*)?as\s([\s\S]*?)\swith\s+no\s+schema\s+binding\b/i;
const catalogDatabase = /\bdatabase\s+'([^']+)'/i;

interface Query {
  /** Including the parentheses; empty if the SELECT itself names the columns. */
  readonly columnNames: string;
  readonly select: string;
}

const queryOf = ({ kind }: SqlObject, sql: string): Query => {
  if (kind !== "late-binding view") return { columnNames: "", select: sql };
  const [, columnNames = "", select = sql] = lateBindingView.exec(sql) ?? [];
  return { columnNames: columnNames.trim(), select };
};

/** What may follow a relation without an alias in its FROM clause. */
const afterRelation =
  /^(?:$|[^\w"]|(?:(?:cross|except|fetch|for|full|group|having|inner|intersect|join|left|limit|minus|natural|offset|on|order|qualify|right|tablesample|union|using|where|window|with)\b))/i;
const spaceAndComments = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;

const isNamed = (sql: string, { end }: Reference): boolean =>
  !afterRelation.test(sql.slice(end).replace(spaceAndComments, ""));

/** Relations of the catalog by the names that objects use for them; Redshift's schemas stand for databases. */
const catalogName = ({ objects }: Project): ((name: string) => string) => {
  const databases = new Map(
    objects
      .filter(({ kind }) => kind === "external schema")
      .map(({ name, sql }) => [name, catalogDatabase.exec(sql)?.[1]?.toLowerCase()]),
  );
  return (name) => {
    const [schema = "", relation = ""] = name.split(".");
    const database = databases.get(schema);
    return database === undefined ? name : `${database}.${relation}`;
  };
};

/**
 * Objects that can't be read in their future form: created or redefined by the plan, and views that read such. The
 * table of a model that is only rebuilt already has its future columns.
 */
const notYetThere = (comparisons: readonly Comparison[]): ReadonlySet<string> => {
  const redefined = comparisons.filter(isRedefined).map(({ id }) => id);
  const views = comparisons.filter(({ kind }) => kind !== "model");
  return new Set([...redefined, ...dependingOn(redefined, views)]);
};

/** A prefix that occurs in no text, so that none of our names hides one of theirs. */
const freePrefix = (texts: readonly string[]): string => {
  const all = texts.join("\n").toLowerCase();
  let prefix = "new_";
  while (all.includes(prefix)) prefix += "_";
  return prefix;
};

/** The declared objects that `object` reads, each after those that it reads, and `object` last. */
const withReads = (object: SqlObject, byName: ReadonlyMap<string, SqlObject>, name: (read: string) => string) => {
  const found = new Set<SqlObject>();
  const visit = (each: SqlObject): void => {
    if (found.has(each)) return;
    // models are described by their columns: their sources don't matter
    const reads = each.kind === "model" ? [] : each.references.map((reference) => byName.get(name(reference.name)));
    for (const read of reads) if (read !== undefined && read !== each) visit(read);
    found.add(each);
  };
  visit(object);
  return [...found];
};

/**
 * A SELECT without rows whose columns are the object's future columns, with the engine's types: relations that don't
 * exist yet, or will change, become WITH queries; views by their own SQL, models by their declared columns. The
 * engine's EXPLAIN of it shows whether the object's definition will be valid. Pure.
 *
 * @param id of a declared view or late-binding view
 */
export const describeStatement = (id: string, project: Project, comparisons: readonly Comparison[]): string => {
  const object = project.objects.find((each) => each.id === id);
  if (object === undefined) throw new Error(`"${id}" is not declared`);
  const dialect = dialectOf(object.kind);
  const nameInCatalog = catalogName(project);
  const relations = project.objects.filter(({ name }) => name.includes("."));
  const byName = new Map(relations.map((each) => [each.name, each]));
  const absent = notYetThere(comparisons);
  const reads = withReads(object, byName, nameInCatalog);
  const prefix = freePrefix(reads.map(({ sql }) => sql));
  const stand = new Map(
    reads
      .filter((each) => each !== object && absent.has(each.id))
      .map((each, index) => [each.name, `${prefix}${index + 1}`]),
  );
  const rewritten = (each: SqlObject): Query => {
    const sql = withRelations(each, (name, reference) => {
      const other = stand.get(nameInCatalog(name));
      if (other === undefined) return each.sql.slice(reference.start, reference.end);
      // columns may be qualified by the relation's own name
      return isNamed(each.sql, reference) ? other : `${other} AS ${name.split(".")[1] ?? ""}`;
    });
    return queryOf(each, sql);
  };
  const common = reads.flatMap((each) => {
    const name = stand.get(each.name);
    if (name === undefined) return [];
    if (each.kind === "model") return [`${name} AS (${emptyModel(each, dialect)})`];
    const { columnNames, select } = rewritten(each);
    return [`${name}${columnNames} AS (\n${select}\n)`];
  });
  const { columnNames, select } = rewritten(object);
  const clause = common.length === 0 ? "" : `WITH ${common.join(",\n")}\n`;
  return `${clause}SELECT * FROM (\n${select}\n) AS described${columnNames} LIMIT 0`;
};

/**
 * Whether an engine can be asked: a Redshift view can't be described before the external schemas that it reads exist.
 */
export const isDescribable = ({ id, declared }: Comparison, comparisons: readonly Comparison[]): boolean => {
  if (declared?.kind === "view") return true;
  if (declared?.kind !== "late-binding view") return false;
  const schemas = comparisons.filter((each) => each.kind === "external schema" && isMade(each)).map((each) => each.id);
  return !dependingOn(schemas, comparisons).has(id);
};

/**
 * Ids of the objects whose columns must be queried before a plan can be built: created objects, and Athena's views over
 * something whose columns change. Athena remembers a view's column types and refuses to read the view if they differ,
 * so such a view is recreated even if its own SQL is unchanged.
 */
export const idsToDescribe = (comparisons: readonly Comparison[]): readonly string[] => {
  const otherColumns = comparisons.filter(
    ({ action, declared, live, kind }) =>
      isRedefined({ action }) &&
      (kind !== "model" ||
        declared === undefined ||
        live === undefined ||
        compareColumns(live.columns, statedColumns(declared), true).length > 0),
  );
  const reading = dependingOn(
    otherColumns.map(({ id }) => id),
    comparisons,
  );
  return comparisons
    .filter((each) => isMade(each) || (each.action === "unchanged" && each.kind === "view" && reading.has(each.id)))
    .filter((each) => isDescribable(each, comparisons))
    .map(({ id }) => id);
};
