import { ProblemsError } from "../../model/validation/problem.ts";
import { type Answer } from "../answer.ts";
import { failure } from "../../model/validation/failure.ts";
import type { Lake } from "../aws/lake.ts";
import { renderRows } from "../output/rows.ts";
import type { GovernedQuestion } from "./profiles.ts";

/** Queries with a principal's role. A query that should be denied but isn't aborts the demo. */
export const askAs = async (lake: Lake, question: GovernedQuestion, signal: AbortSignal): Promise<Answer> => {
  const { title, as, sql, isDenied } = question;
  const head = [title, `  as ${as}: ${sql.replaceAll("\n", "\n  ")}`, ""];
  const athena = await lake.athenaAs(as);
  if (!isDenied) {
    const result = await athena.query(sql, { signal });
    const text = [...head, renderRows(result)];
    return { document: { ...question, columns: result.columns, rows: result.rows }, text };
  }
  const reason = await athena.query(sql, { signal }).then(() => undefined, reasonOfDenial);
  if (reason !== undefined) return { document: { ...question, reason }, text: [...head, `  ${reason}`].join("\n") };
  const fix = 'see what opens it with "lakehouse access check"';
  throw failure("ACCESS_NOT_DENIED", `query as ${as}`, "the query was answered, but should have been denied", fix);
};

const reasonOfDenial = (error: unknown): string => {
  const [problem] = error instanceof ProblemsError ? error.problems : [];
  if (problem?.code === "QUERY_FAILED" && problem.message.includes("not authorized")) return problem.message;
  throw error;
};
