/**
 * Undoes what Trino's formatter does to a view when it stores it: parentheses around every operator, `AS` and `ASC`
 * left out, shorthands written as the functions that they stand for.
 * https://github.com/trinodb/trino/blob/476/core/trino-parser/src/main/java/io/trino/sql/SqlFormatter.java
 */
import { chain, identifierForm, listForm, textOf, without, type Form, type FormRules } from "./canonical-form.ts";

const call = (name: string, ...parameters: readonly Form[]): Form => [
  identifierForm(name),
  "(",
  ...parameters.flatMap((parameter, index) => (index === 0 ? [parameter] : [",", parameter])),
  ")",
];

const inBrackets = (children: readonly Form[]): readonly Form[] => children.filter((c) => c !== "(" && c !== ")");

/** Operands of a special form, without its keywords. */
const operands = (children: readonly Form[], ...words: readonly string[]): readonly Form[] =>
  children.filter((child) => typeof child !== "string" || !["(", ")", ",", ...words].includes(child));

const isWord = (form: Form | undefined, ...words: readonly string[]): boolean =>
  typeof form === "string" && words.includes(form);

/** `a NOT IN (…)` is stored as `NOT (a IN (…))`; `IS NOT NULL` stays. */
const predicated = ([value = [], predicate]: readonly Form[]): Form => {
  if (predicate === undefined) return value;
  const parts: readonly Form[] = typeof predicate === "string" ? [predicate] : predicate;
  const isNullTest = isWord(parts[0], "IS") && isWord(parts.at(-1), "NULL");
  const negation = isNullTest ? -1 : parts.findIndex((part) => part === "NOT");
  if (negation < 0 || negation > 1) return [value, ...parts];
  return ["NOT", [value, ...parts.filter((_, index) => index !== negation)]];
};

const trim = (children: readonly Form[]): Form => {
  const words = ["BOTH", "LEADING", "TRAILING"];
  const where = children.find((child) => isWord(child, ...words)) ?? "BOTH";
  const values = operands(children, "TRIM", "FROM", ...words);
  // With a comma the characters come last
  const [source, characters] = children.includes(",") ? values : [...values].reverse();
  return ["TRIM", where, characters ?? [], source ?? []].filter((part) => part.length > 0);
};

const lambda = (children: readonly Form[]): Form => {
  const arrow = children.indexOf("->");
  return ["->", operands(children.slice(0, arrow)), ...children.slice(arrow + 1)];
};

/** A dotted name is one list whether the grammar reads it as a name or as fields of a row. */
const dotted = ([base = [], ...rest]: readonly Form[]): Form =>
  listForm(typeof base !== "string" && base[1] === "." ? [...base, ...rest] : [base, ...rest]);

/** `U&'\00e9'` is stored as the characters that it encodes. */
const unicodeString = (text: string): Form => {
  const body = text.replace(/^[uU]&/, "");
  return body.replace(/\\\+([0-9a-fA-F]{6})|\\([0-9a-fA-F]{4})/g, (_, long?: string, short?: string) =>
    String.fromCodePoint(Number.parseInt(long ?? short ?? "0", 16)),
  );
};

const withoutAs = without("AS");
const withoutAll = without("ALL");

export const trinoRules: FormRules = {
  UnquotedIdentifier: (_, node) => identifierForm(textOf(node)),
  QuotedIdentifier: (_, node) => identifierForm(textOf(node)),
  BackQuotedIdentifier: (_, node) => identifierForm(textOf(node)),
  DigitIdentifier: (_, node) => identifierForm(textOf(node)),
  DecimalLiteral: (_, node) => ['"decimal"', `'${textOf(node)}'`],
  BinaryLiteral: (_, node) => textOf(node).toUpperCase(),
  UnicodeStringLiteral: (children, node) => (children.length === 1 ? unicodeString(textOf(node)) : listForm(children)),
  DoublePrecisionType: () => '"double"',
  SingleStatement: without(";"),
  ParenthesizedExpression: (children) => listForm(inBrackets(children)),
  ParenthesizedRelation: (children) => listForm(inBrackets(children)),
  Subquery: (children) => listForm(inBrackets(children)),
  GroupingSet: (children) => (children.length === 3 ? listForm(inBrackets(children)) : listForm(children)),
  SelectItem: withoutAs,
  AliasedRelation: withoutAs,
  QuerySpecification: withoutAll,
  FunctionCall: withoutAll,
  SetOperation: without("DISTINCT"),
  JoinType: without("INNER", "OUTER"),
  SortItem: without("ASC"),
  QueryNoWith: without("ROW", "ROWS", "NEXT", "FIRST"),
  ListAgg: (children) => {
    const overflow = children.indexOf("OVERFLOW");
    const isDefault = overflow > 0 && isWord(children[overflow + 1], "ERROR");
    return isDefault ? children.filter((_, index) => index < overflow - 1 || index > overflow + 1) : children;
  },
  And: chain("AND"),
  Or: chain("OR"),
  Predicated: predicated,
  Concatenation: (children) => call("concat", ...children.filter((child) => child !== "||")),
  Substring: (children) => call("substr", ...operands(children, "SUBSTRING", "FROM", "FOR")),
  Position: (children) => call("strpos", ...[...operands(children, "POSITION", "IN")].reverse()),
  Normalize: (children) => {
    const [value = [], form = "NFC"] = operands(children, "NORMALIZE");
    return call("normalize", value, typeof form === "string" ? `'${form.toLowerCase()}'` : form);
  },
  Trim: trim,
  Lambda: lambda,
  Dereference: dotted,
  QualifiedName: dotted,
  RowConstructor: (children) => ["ROW", ...operands(children, "ROW")],
};
