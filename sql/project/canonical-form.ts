/**
 * Texts with the same meaning in one form: nested lists of tokens. It contains every token of the text except those
 * that a rule here drops, so texts that the grammar distinguishes stay different. Pure.
 */
import type { SyntaxNode } from "./syntax-tree.ts";

export type Form = string | readonly Form[];

/** How to write one rule of a grammar; `undefined` falls back to the default. */
export type FormRules = Readonly<Record<string, (children: readonly Form[], node: SyntaxNode) => Form>>;

/** Includes double quotes: any left after identifiers are handled are Spark strings. */
const isString = (token: string): boolean => /^([a-z]&?)?['"]/i.test(token);

/** A token that is not an identifier: keywords and numbers ignore case, strings don't. */
const tokenForm = (token: string): Form => {
  if (token === "<EOF>") return [];
  if (isString(token)) return token;
  return token === "!=" ? "<>" : token.toUpperCase();
};

export const identifierForm = (text: string): string => {
  const name = /^"[\s\S]*"$|^`[\s\S]*`$/.test(text) ? text.slice(1, -1) : text;
  return `"${name.toLowerCase()}"`;
};

/** A list of one is its element; empty parts are dropped. */
export const listForm = (parts: readonly Form[]): Form => {
  const present = parts.filter((part) => part.length > 0);
  return present.length === 1 && present[0] !== undefined ? present[0] : present;
};

export const without =
  (...tokens: readonly string[]) =>
  (children: readonly Form[]): Form =>
    listForm(children.filter((child) => typeof child !== "string" || !tokens.includes(child)));

/** `a AND (b AND c)` is `a AND b AND c`: these operators are associative. */
export const chain =
  (operator: string) =>
  (children: readonly Form[]): Form =>
    listForm(
      children.flatMap((child) =>
        Array.isArray(child) && (child as readonly Form[])[1] === operator ? (child as readonly Form[]) : [child],
      ),
    );

export const textOf = (node: SyntaxNode | string): string =>
  typeof node === "string" ? node : node.children.map(textOf).join("");

export const formOf = (node: SyntaxNode | string, rules: FormRules): Form => {
  if (typeof node === "string") return tokenForm(node);
  const children = node.children.map((child) => formOf(child, rules)).filter((child) => child.length > 0);
  return rules[node.rule]?.(children, node) ?? listForm(children);
};

export const writeForm = (form: Form): string =>
  typeof form === "string" ? form : `(${form.map(writeForm).join(" ")})`;
