/**
 * Spark stores none of our SQL, so only a model's notation is normalized: parentheses, quotes, words that change
 * nothing.
 */
import { chain, identifierForm, listForm, textOf, without, type Form, type FormRules } from "./canonical-form.ts";

const isWrapped = (children: readonly Form[]): boolean =>
  children.length === 3 && children[0] === "(" && children[2] === ")";

/** `(a)` is `a`; `(a, b)` is a row. */
const unwrapped = (children: readonly Form[]): Form => (isWrapped(children) ? (children[1] ?? []) : listForm(children));

/** By default Spark reads double-quoted text as a string; its grammar leaves that open. */
const identifier = (_: readonly Form[], node: Parameters<typeof textOf>[0]): Form => {
  const text = textOf(node);
  return text.startsWith('"') ? text : identifierForm(text);
};

const logical = (children: readonly Form[]): Form => {
  const [, operator] = children;
  return operator === "AND" || operator === "OR" ? chain(operator)(children) : listForm(children);
};

export const sparkRules: FormRules = {
  StrictIdentifier: identifier,
  Identifier: identifier,
  SingleStatement: without(";"),
  PrimaryExpression: unwrapped,
  QueryPrimary: unwrapped,
  NamedExpression: without("AS"),
  TableAlias: without("AS"),
  NamedQuery: without("AS"),
  JoinType: without("INNER", "OUTER"),
  SortItem: without("ASC"),
  BooleanExpression: logical,
};
