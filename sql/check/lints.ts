/** What engines accept and people seldom mean. Pure. */
import { child, identifierOf, nodesIn, walk, type Node } from "../project/query-nodes.ts";
import { sqlTokens } from "../project/tokens.ts";
import type { SqlWarning } from "../codes.ts";
import { decimalDigits, kindOf, type TypedQuery, type ValueKind } from "./value-kinds.ts";

export interface Lint {
  readonly code: SqlWarning;
  /** In the query's text. */
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

interface Located {
  readonly key: string;
  readonly node: Node;
  /** Of the first name in it, or else of its enclosing node. */
  readonly offset: number;
  readonly isInExists: boolean;
}

const firstName = (value: unknown, sql: string): number | undefined => {
  const starts = walk(value, (_, node) => [identifierOf(node, sql)?.start ?? []].flat());
  return starts.length === 0 ? undefined : Math.min(...starts);
};

/** Every node with its place: the parser gives only the places of names. */
const located = (value: unknown, sql: string, within: Omit<Located, "node">): readonly Located[] =>
  nodesIn(value).flatMap((node) => {
    const offset = firstName(node, sql) ?? within.offset;
    const isInExists = within.isInExists || within.key === "exists";
    return [
      { ...within, node, offset, isInExists },
      ...Object.entries(node).flatMap(([key, inner]) => located(inner, sql, { key, offset, isInExists })),
    ];
  });

const integerDivision = ({ key, node, offset }: Located, typed: TypedQuery): readonly Lint[] => {
  if (key !== "div" || typed.dialect === "spark") return [];
  const kinds = ["left", "right"].map((side) => kindOf(child(node, side), typed));
  if (kinds.some((kind) => kind !== "integer")) return [];
  const message = "an integer is divided by an integer, which discards the fraction";
  const fix = "CAST one of them to a decimal or a double";
  return [{ code: "SQL_INTEGER_DIVISION", offset, message, fix }];
};

const isCut = (node: Node): boolean => ["limit", "fetch", "top"].some((key) => nodesIn(node[key]).length > 0);
const isOrdered = (node: Node): boolean => nodesIn(node["order_by"]).length > 0;

const limitUnordered = ({ key, node, offset, isInExists }: Located, { sql, dialect }: TypedQuery): readonly Lint[] => {
  if (!["select", "union", "intersect", "except"].includes(key) || isInExists) return [];
  if (!isCut(node) || isOrdered(node)) return [];
  const words = sqlTokens(sql, dialect).filter(({ word }) => ["limit", "fetch", "top"].includes(word));
  const [only, another] = words;
  const message = "rows are limited without an order, so which ones remain changes from run to run";
  const place = another === undefined ? (only?.start ?? offset) : offset;
  return [{ code: "SQL_LIMIT_UNORDERED", offset: place, message, fix: "add ORDER BY, or remove the limit" }];
};

const ranking =
  /^(row_?number|rank|dense_?rank|percent_?rank|cume_?dist|n_?tile|lag|lead|first_?value|last_?value|nth_?value)$/;

/** The window's own clauses, or those of the window that it names. */
const specOf = (over: Node = {}, typed: TypedQuery): readonly Node[] => {
  const name = identifierOf(over["window_name"], typed.sql)?.parts[0];
  const named = walk(typed.ast, (key, node) => (key === "windows" && name !== undefined ? [node] : [])).filter(
    (window) => identifierOf(window["name"], typed.sql)?.parts[0] === name,
  );
  return [over, ...named.flatMap((window) => [child(window, "spec") ?? []].flat())];
};

const windowUnordered = ({ key, node, offset }: Located, typed: TypedQuery): readonly Lint[] => {
  if (key !== "window_function") return [];
  const [called = ""] = Object.keys(child(node, "this") ?? {});
  const name = called === "function" ? String(child(child(node, "this"), "function")?.["name"]).toLowerCase() : called;
  if (!ranking.test(name) || specOf(child(node, "over"), typed).some(isOrdered)) return [];
  const message = `${name} is computed over rows without an order, so its values change from run to run`;
  return [{ code: "SQL_WINDOW_UNORDERED", offset, message, fix: "write ORDER BY within OVER (…)" }];
};

const comparisons: readonly string[] = ["eq", "neq", "lt", "lte", "gt", "gte"];

const zonesMixed = ({ key, node, offset }: Located, typed: TypedQuery): readonly Lint[] => {
  const sides = comparisons.includes(key) ? ["left", "right"] : key === "between" ? ["this", "low", "high"] : [];
  const kinds = sides.map((side) => kindOf(child(node, side), typed));
  if (!kinds.includes("zoned") || !kinds.includes("unzoned")) return [];
  const message = "an instant is compared with a timestamp without a zone, so the result depends on the session's zone";
  const fix = typed.dialect === "trino" ? "write AT TIME ZONE, or a literal with its zone" : "make both the same kind";
  return [{ code: "SQL_ZONES_MIXED", offset, message, fix }];
};

/** The values that a CAST can't convert; `undefined` if it converts all of them, or too little is known. */
const lostBy = (from: ValueKind | undefined, to: ValueKind | undefined): string | undefined => {
  if (from === "text" && to !== "text") return "text that is not such a value";
  // `other` is doubles and booleans
  const isNumber = to === "integer" || to === "other" || decimalDigits(to ?? "") !== undefined;
  if (from === "date" && isNumber) return "every date";
  const [had, left] = [decimalDigits(from ?? ""), decimalDigits(to ?? "")];
  return had && left && left.whole < had.whole
    ? `a number with more than ${left.whole} digits before the decimal point`
    : undefined;
};

const castToNull = ({ key, node, offset }: Located, typed: TypedQuery): readonly Lint[] => {
  if (key !== "cast" || typed.dialect !== "spark") return [];
  const [from, to] = [kindOf(child(node, "this"), typed), kindOf({ cast: node }, typed)];
  const what = lostBy(from, to);
  if (what === undefined) return [];
  const message = `${what} silently becomes null, because the job's Spark isn't in ANSI mode`;
  const meant = "write TRY_CAST if null is intended, and test for not_null if it isn't";
  const fix = from === "date" ? "write the intended part, such as year(…) or unix_date(…)" : meant;
  return [{ code: "SQL_CAST_TO_NULL", offset, message, fix }];
};

const rules = [integerDivision, limitUnordered, windowUnordered, zonesMixed, castToNull] as const;

/** In the order of the text. */
export const lintsOf = (typed: TypedQuery): readonly Lint[] => {
  const nodes = located(typed.ast, typed.sql, { key: "", offset: 0, isInExists: false });
  const found = nodes.flatMap((node) => rules.flatMap((rule) => rule(node, typed)));
  return [...found].sort((a, b) => a.offset - b.offset);
};
