/** Kinds of values as far as they follow from declared columns: only what lints need. Pure. */
import type { ColumnType } from "../../model/documents/contract-bundle.ts";
import { child, children, identifierOf, nodesIn, walk, type Node } from "../project/query-nodes.ts";
import type { Query } from "../project/query.ts";
import type { Dialect } from "../project/types.ts";

export type ValueKind = "integer" | `decimal(${string})` | "text" | "date" | "zoned" | "unzoned" | "other";

/** Types by relation, as the query reads it, and column. */
export type TypedColumns = ReadonlyMap<string, ReadonlyMap<string, ColumnType | undefined>>;

export interface TypedQuery {
  readonly ast: Node;
  readonly sql: string;
  readonly dialect: Dialect;
  readonly query: Query;
  readonly columns: TypedColumns;
}

const isDecimal = (type: string): type is `decimal(${string})` => type.startsWith("decimal(");

/** How many digits a decimal's kind or type has before and after the decimal point. */
export const decimalDigits = (type: string): { readonly whole: number; readonly fraction: number } | undefined => {
  const [, precision, fraction] = /^decimal\((\d+),(\d+)\)$/.exec(type)?.map(Number) ?? [];
  return precision === undefined || fraction === undefined ? undefined : { whole: precision - fraction, fraction };
};

const kindOfType = (type: ColumnType | undefined): ValueKind | undefined => {
  if (type === "int" || type === "bigint") return "integer";
  if (type === "string") return "text";
  if (type === "timestamp") return "zoned";
  if (type === "date") return type;
  if (type !== undefined && isDecimal(type)) return type;
  return type === undefined ? undefined : "other";
};

const kindOfCast = (to: Node | undefined): ValueKind => {
  const type = String(to?.["name"] ?? to?.["data_type"]).toLowerCase();
  if (/^(tiny_?|small_?|big_?)?int(eger)?$/.test(type)) return "integer";
  if (/^(var_?char|char|text|string)/.test(type)) return "text";
  if (type === "date") return "date";
  // By default Spark uses ten digits and none after the decimal point
  if (/^(decimal|numeric)$/.test(type)) {
    const [precision, fraction] = [to?.["precision"], to?.["scale"]];
    return `decimal(${typeof precision === "number" ? precision.toString() : "10"},${typeof fraction === "number" ? fraction.toString() : "0"})`;
  }
  if (type === "timestampntz") return "unzoned";
  if (type !== "timestamp") return "other";
  return to?.["timezone"] === true ? "zoned" : "unzoned";
};

/** Functions without operands whose kind matters, by dialect; everything else is unknown. */
const moments: Readonly<Record<Dialect, Readonly<Record<string, ValueKind>>>> = {
  trino: { current_timestamp: "zoned", now: "zoned", localtimestamp: "unzoned" },
  spark: { current_timestamp: "zoned", now: "zoned", localtimestamp: "unzoned" },
  redshift: { getdate: "unzoned", sysdate: "unzoned" },
};
const textFunctions: readonly string[] = [
  ...[
    "upper",
    "lower",
    "trim",
    "ltrim",
    "rtrim",
    "substring",
    "substr",
    "concat",
    "concat_ws",
    "replace",
    "split_part",
  ],
  ...["regexp_extract", "regexp_replace", "lpad", "rpad", "initcap", "get_json_object", "json_extract_scalar"],
];
/** Their kind is that of their first operand, or of their last one. */
const ofFirst: readonly string[] = [
  ...["coalesce", "nullif", "nvl", "ifnull", "greatest", "least", "min", "max", "any_value", "abs", "sum", "paren"],
  ...["neg", "alias", "window_function", "lag", "lead", "first_value", "last_value"],
];
const ofLast: readonly string[] = ["date_trunc", "timestamp_trunc", "date_add", "dateadd"];
const arithmetic: readonly string[] = ["add", "sub", "mul", "mod", "div"];

const operandsOf = (node: Node): readonly Node[] => [
  ...nodesIn(node["this"]),
  ...children(node, "args"),
  ...children(node, "expressions"),
];

const isUnzonedText = (value: string): boolean => !/([+-]\d\d:?\d\d|[a-z])$/i.test(value.trim());

/** A literal's kind; each of Spark's timestamps is an instant. */
const kindOfLiteral = (literal: Node, dialect: Dialect): ValueKind | undefined => {
  const [type, value] = [literal["literal_type"], String(literal["value"])];
  if (type === "number") return /^\d+$/.test(value) ? "integer" : "other";
  if (type !== "timestamp") return undefined;
  return dialect !== "spark" && isUnzonedText(value) ? "unzoned" : "zoned";
};

/** A value's kind; `undefined` if it can't be derived. */
export const kindOf = (
  expression: Node | undefined,
  typed: TypedQuery,
  asked: ReadonlySet<string> = new Set(),
): ValueKind | undefined => {
  const [found] = Object.entries(expression ?? {});
  const [key, value] = found ?? [];
  const [node] = nodesIn(value);
  if (key === undefined || node === undefined) return undefined;
  const name = key === "function" || key === "aggregate_function" ? String(node["name"]).toLowerCase() : key;
  const operand = (at: number): ValueKind | undefined => kindOf(operandsOf(node).at(at), typed, asked);
  if (key === "column") return kindOfColumn(node, typed, asked);
  if (key === "literal") return kindOfLiteral(node, typed.dialect);
  if (key === "cast" || key === "try_cast") return kindOfCast(child(node, "to"));
  if (key === "at_time_zone") return typed.dialect === "redshift" ? undefined : operand(0);
  if (name === "count" || name === "count_if") return "integer";
  if (textFunctions.includes(name)) return "text";
  if (ofFirst.includes(name)) return operand(0);
  if (ofLast.includes(name)) return operand(-1);
  if (!arithmetic.includes(key)) return moments[typed.dialect][name];
  const sides = ["left", "right"].map((side) => kindOf(child(node, side), typed, asked));
  if (sides.every((kind) => kind === "integer")) return "integer";
  return sides.find((kind) => kind === "zoned" || kind === "unzoned");
};

/** The kind that all share, or none. */
const common = (kinds: readonly (ValueKind | undefined)[]): ValueKind | undefined =>
  new Set(kinds).size === 1 ? kinds[0] : undefined;

const kindOfColumn = (column: Node, typed: TypedQuery, asked: ReadonlySet<string>): ValueKind | undefined => {
  const { ast, sql, query, columns } = typed;
  const [name = ""] = identifierOf(column["name"], sql)?.parts ?? [];
  const [qualifier] = identifierOf(column["table"], sql)?.parts ?? [];
  const relation = query.tableOf.get(qualifier ?? "");
  const read = [...columns].filter(([of, own]) => own.has(name) && (relation ?? of) === of);
  if (relation !== undefined || (qualifier === undefined && read.length > 0)) {
    return common(read.map(([, own]) => kindOfType(own.get(name))));
  }
  if (asked.has(name)) return undefined;
  const made = walk(ast, (key, select) => (key === "select" ? children(select, "expressions") : [])).filter(
    (item) =>
      (identifierOf(child(item, "alias")?.["alias"], sql) ?? identifierOf(child(item, "column")?.["name"], sql))
        ?.parts[0] === name,
  );
  return common(made.map((item) => kindOf(item, typed, new Set([...asked, name]))));
};
