/** Compares what principals receive from the engine with what follows from classification. Pure. */
import type { Problem } from "../validation/problem.ts";
import { valuesSeen, type Visibility } from "./visibility.ts";

/** A principal's result of `SELECT *` on a table or view. */
export interface AnsweredRelation {
  /** `<database>.<name>` */
  readonly relation: string;
  /** Columns that it reads; empty if it was refused. */
  readonly columns: readonly string[];
  /** The engine's refusal. */
  readonly refusal?: string;
  /** For a view: columns in its SELECT that the principal may not read, so it can't read the view at all. */
  readonly closedBy: readonly string[];
}

const compareGrants =
  'see the grants and tags that "lakehouse access check" finds; if it finds none, the SQL exposes what it should not';

/** Both more and less than intended are findings. A view that is intentionally closed isn't. */
export const compareAnswers = (
  { principal, tables }: Visibility,
  answers: readonly AnsweredRelation[],
): readonly Problem[] => {
  const byName = new Map(tables.map((table) => [`${table.database}.${table.table}`, table]));
  return answers.flatMap(({ relation, columns, refusal, closedBy }): readonly Problem[] => {
    const table = byName.get(relation);
    const meant = table === undefined ? [] : valuesSeen(table);
    const place = `${relation}, asked as ${principal.name}`;
    const more = columns.filter((column) => !meant.includes(column));
    const less = closedBy.length > 0 ? [] : meant.filter((column) => !columns.includes(column));
    const classOf = (column: string): string =>
      table?.columns.find(({ name }) => name === column)?.classification ?? "undeclared";
    return [
      ...(more.length === 0
        ? []
        : [
            {
              code: "ACCESS_ANSWER_MORE",
              place,
              message: `it reads ${more.map((column) => `${column} (${classOf(column)})`).join(", ")}, but is not meant to`,
              fix: compareGrants,
            },
          ]),
      ...(less.length === 0
        ? []
        : [
            {
              code: "ACCESS_ANSWER_LESS",
              place,
              message: `it is meant to read ${less.join(", ")}, but does not${refusal === undefined ? "" : `: ${refusal}`}`,
              fix: "attach the stack's query policy to its role, or deploy the stack again",
            },
          ]),
    ];
  });
};
