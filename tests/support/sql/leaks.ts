/**
 * Generated queries over columns, some of which are tagged. A query is run twice, with different values in the tagged
 * columns: an output that differs is derived from them. Filters, joins and groups don't use them, because which rows
 * are returned is an influence and not a value.
 */
import fc from "fast-check";
import type { Dialect } from "../../../sql/project/types.ts";

export const leakTables: ReadonlyMap<string, readonly string[]> = new Map([
  ["s.c", ["id", "name", "secret"]],
  ["s.d", ["id", "label", "token"]],
]);
export const taggedColumns: readonly string[] = ["s.c.secret", "s.d.token"];

export type Variant = "first" | "second";

const rowsOf: Readonly<Record<string, (variant: Variant) => string>> = {
  "s.c": (variant) => `('1', 'ann', 'x-${variant}-1'), ('2', 'bo', 'x-${variant}-22')`,
  "s.d": (variant) => `('1', 'up', 'y-${variant}-1'), ('2', 'down', 'y-${variant}-22')`,
};

/** The query with the tables' values inlined, all of them text. */
export const withValues = (sql: string, variant: Variant): string =>
  [...leakTables].reduce(
    (text, [table, columns]) =>
      text.replaceAll(
        ` ${table} AS`,
        ` (SELECT * FROM (VALUES ${rowsOf[table]?.(variant) ?? ""}) AS v (${columns.join(", ")})) AS`,
      ),
    sql,
  );

export const outputs = ["o", "name", "secret"] as const;

/** A readable source, by the name that qualifies its columns. */
interface Source {
  readonly alias: string;
  readonly columns: readonly string[];
  readonly sql: string;
}

const tableSource = (alias: string): fc.Arbitrary<Source> =>
  fc.constantFrom(...leakTables).map(([table, columns]) => ({ alias, columns, sql: `FROM ${table} AS ${alias}` }));

const columnOf = (sources: readonly Source[]): fc.Arbitrary<string> =>
  fc.constantFrom(...sources.flatMap(({ alias, columns }) => columns.map((column) => `${alias}.${column}`)));

/** Values that name each of their columns. */
const common = (inner: fc.Arbitrary<string>, sources: readonly Source[]): readonly fc.Arbitrary<string>[] => {
  const two = fc.tuple(inner, inner);
  const plain = sources.flatMap(({ alias, columns }) =>
    columns.filter((column) => column === "id").map((column) => `${alias}.${column}`),
  );
  return [
    columnOf(sources),
    fc.constantFrom("'k'", "CAST(count(*) OVER () AS varchar(9))"),
    two.map(([a, b]) => `concat(${a}, ${b})`),
    two.map(([a, b]) => `coalesce(${a}, ${b})`),
    two.map(([a, b]) => `CASE WHEN ${plain[0] ?? "'1'"} = '1' THEN ${a} ELSE ${b} END`),
    inner.map((a) => `upper(${a})`),
    // an engine doesn't accept nested windows
    columnOf(sources).map((a) => `max(${a}) OVER ()`),
    fc
      .constantFrom(...leakTables)
      .chain(([table, columns]) =>
        fc.constantFrom(...columns).map((column) => `(SELECT max(z.${column}) FROM ${table} AS z)`),
      ),
  ];
};

/** Values made of columns that aren't named. */
const rowsAsValues: Readonly<Record<Dialect, (alias: string, table: string) => readonly string[]>> = {
  spark: (alias, table) => [
    `to_json(struct(${alias}.*))`,
    `concat_ws(',', ${alias}.*)`,
    `array(${alias}.*)[2]`,
    `CAST(hash(${alias}.*) AS string)`,
    `md5(to_json(struct(*)))`,
    `coalesce(${alias}.*)`,
    `element_at(array(${alias}.*), -1)`,
    `CASE WHEN true THEN concat_ws('', ${alias}.*) END`,
    `to_json(transform(array(struct(${alias}.*)), r -> r))`,
    `(SELECT max(to_json(struct(z.*))) FROM ${table} AS z)`,
  ],
  trino: (alias) => [
    `json_format(CAST(ARRAY[ROW(${alias}.id)] AS json))`,
    `CAST(cardinality(ARRAY[${alias}.id]) AS varchar)`,
    `reduce(ARRAY[${alias}.id], '', (state, one) -> concat(state, one), state -> state)`,
  ],
  redshift: () => [],
};

const valueOf = (dialect: Dialect, sources: readonly Source[], depth: number): fc.Arbitrary<string> => {
  const [source] = sources;
  const alias = source?.alias ?? "";
  const rows = rowsAsValues[dialect](alias, "s.c").filter(
    (text) => dialect === "spark" || source?.columns.includes("id") === true || !text.includes(".id"),
  );
  const leaves = [columnOf(sources), ...(rows.length > 0 ? [fc.constantFrom(...rows)] : [])];
  return depth === 0
    ? fc.oneof(...leaves)
    : fc.oneof(...leaves, ...common(valueOf(dialect, sources, depth - 1), sources));
};

const listOf = (dialect: Dialect, sources: readonly Source[]): fc.Arbitrary<string> =>
  fc
    .tuple(...outputs.map(() => valueOf(dialect, sources, 2)))
    .map((values) => values.map((value, place) => `${value} AS ${outputs[place] ?? ""}`).join(", "));

/** Further sources, derived from a source before them. */
const lateral: Readonly<Record<Dialect, (source: Source) => readonly Source[]>> = {
  spark: ({ alias, columns }) => [
    { alias: "u", columns: ["v"], sql: `LATERAL VIEW explode(array(${alias}.${columns.at(-1) ?? ""})) u AS v` },
    { alias: "u", columns: ["v"], sql: `LATERAL VIEW posexplode(split(${alias}.${columns[1] ?? ""}, '-')) u AS p, v` },
  ],
  trino: ({ alias, columns }) => [
    { alias: "u", columns: ["v"], sql: `CROSS JOIN UNNEST(ARRAY[${alias}.${columns.at(-1) ?? ""}]) AS u (v)` },
    { alias: "u", columns: ["v"], sql: `CROSS JOIN LATERAL (SELECT ${alias}.${columns.at(-1) ?? ""}) AS u (v)` },
  ],
  redshift: () => [],
};

/** Sources in a form through which the parser doesn't follow values. */
const reshaped: Readonly<Record<Dialect, (alias: string, table: string, column: string) => string>> = {
  spark: (alias, table, column) =>
    `FROM (SELECT v, w FROM (SELECT p.id, p.${column} FROM ${table} AS p) PIVOT (max(${column}) FOR id IN ('1' AS v, '2' AS w))) AS ${alias}`,
  trino: (alias, table, column) =>
    `FROM (SELECT p.id, p.${column} FROM ${table} AS p) MATCH_RECOGNIZE (ORDER BY id MEASURES LAST(A.${column}) AS v, FIRST(A.id) AS w ONE ROW PER MATCH PATTERN (A+) DEFINE A AS true) AS ${alias}`,
  redshift: () => "",
};

const reshapedSource = (dialect: Dialect, alias: string): fc.Arbitrary<Source> =>
  fc
    .constantFrom(...leakTables)
    .chain(([table, columns]) => fc.constantFrom(...columns.slice(1)).map((column) => ({ table, column })))
    .map(({ table, column }) => ({ alias, columns: ["v", "w"], sql: reshaped[dialect](alias, table, column) }));

const subquery = (dialect: Dialect, alias: string, depth: number): fc.Arbitrary<Source> =>
  fc.tuple(query(dialect, depth - 1), fc.boolean()).map(([sql, isRenamed]) => ({
    alias,
    columns: isRenamed ? ["a", "b", "id"] : outputs,
    sql: `FROM (${sql}) AS ${alias}${isRenamed ? " (a, b, id)" : ""}`,
  }));

const selectOf = (dialect: Dialect, depth: number): fc.Arbitrary<string> => {
  const source = (alias: string): fc.Arbitrary<Source> =>
    depth === 0
      ? tableSource(alias)
      : fc.oneof(
          { weight: 3, arbitrary: tableSource(alias) },
          { weight: 3, arbitrary: subquery(dialect, alias, depth) },
          { weight: 1, arbitrary: reshapedSource(dialect, alias) },
        );
  return fc.tuple(source("c"), fc.option(source("q")), fc.option(fc.nat())).chain(([one, other, place]) => {
    const more = lateral[dialect](one);
    const further = place === null || other !== null ? undefined : more[place % more.length];
    const sources = [one, other, further].filter((found) => found !== null && found !== undefined);
    const joined = other === null ? "" : ` CROSS JOIN ${other.sql.replace(/^FROM /, "")}`;
    const from = `${one.sql}${joined}${further === undefined ? "" : ` ${further.sql}`}`;
    return listOf(dialect, sources).map((list) => `SELECT ${list} ${from}`);
  });
};

/** Queries with the columns `outputs`, all of them text. */
export const query = (dialect: Dialect, depth = 2): fc.Arbitrary<string> => {
  const select = selectOf(dialect, depth);
  if (depth === 0) return select;
  return fc.oneof(
    { weight: 4, arbitrary: select },
    { weight: 1, arbitrary: fc.tuple(select, select).map(([one, other]) => `${one} UNION ALL ${other}`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(query(dialect, depth - 1), listOf(dialect, [{ alias: "w", columns: outputs, sql: "" }]))
        .map(([inner, list]) => `WITH w AS (${inner}) SELECT ${list} FROM w`),
    },
  );
};

/** Whether the sources of a generated query's column include a tagged one. */
export const isTagged = (from: readonly string[]): boolean => from.some((path) => taggedColumns.includes(path));
