/** What principals are answered when they ask the engine, compared with what follows from classification. Pure. */
import type { Problem } from "../validation/problem.ts";
import { valuesSeen, type Visibility } from "./visibility.ts";

/** What a principal was answered to `SELECT *` of a table or view. */
export interface AnsweredRelation {
  /** `<database>.<name>` */
  readonly relation: string;
  /** Columns that it reads; none when it was refused. */
  readonly columns: readonly string[];
  /** What the engine refused it with. */
  readonly refusal?: string;
  /** Of a view: columns that its SELECT names and that the principal may not read, so that it reads nothing of the view. */
  readonly closedBy: readonly string[];
}

const compareGrants =
  'see the grants and tags that "lakehouse access check" finds; if it finds none, the SQL exposes what it should not';

/** More than is meant and less than is meant are findings alike. What a view is closed by is meant. */
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
              message: `it reads ${more.map((column) => `${column} (${classOf(column)})`).join(", ")}, and is not meant to`,
              fix: compareGrants,
            },
          ]),
      ...(less.length === 0
        ? []
        : [
            {
              code: "ACCESS_ANSWER_LESS",
              place,
              message: `it is meant to read ${less.join(", ")}, and does not${refusal === undefined ? "" : `: ${refusal}`}`,
              fix: "attach the stack's query policy to its role, or deploy the stack again",
            },
          ]),
    ];
  });
};
