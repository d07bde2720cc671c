/** A text as its engine's grammar reads it: whether it is one SELECT, and its canonical form. */
import { formOf, writeForm, type FormRules } from "./canonical-form.ts";
import { sparkRules } from "./canonical-spark.ts";
import { trinoRules } from "./canonical-trino.ts";
import { outlineOf } from "./outline.ts";
import { recall, remember, type Remembered } from "./grammar-memory.ts";
import { offsetOfCharacter } from "./source-text.ts";
import { parseSyntax, statementsOf, type SyntaxDialect, type SyntaxFault, type SyntaxNode } from "./syntax-tree.ts";

export type GrammarReading = Remembered | { readonly faults: readonly SyntaxFault[] };

const rules: Readonly<Record<SyntaxDialect, FormRules>> = { trino: trinoRules, spark: sparkRules };

const isSelect = ({ children: [child] }: SyntaxNode): boolean =>
  typeof child !== "string" && child?.rule === "StatementDefault";

export const readByGrammar = (sql: string, dialect: SyntaxDialect): GrammarReading => {
  const known = recall(sql, dialect);
  if (known !== undefined) return known;
  const parsed = parseSyntax(sql, dialect);
  if ("faults" in parsed) return parsed;
  const offsetOf = offsetOfCharacter(sql);
  const statements = statementsOf(parsed.tree);
  const reading = {
    statements: statements.map(({ start }) => offsetOf(start)),
    selects: statements.filter(isSelect).length,
    canonical: writeForm(formOf(parsed.tree, rules[dialect])),
    outline: outlineOf(parsed.tree, sql),
  };
  remember(sql, dialect, reading);
  return reading;
};
