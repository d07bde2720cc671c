import { ProblemsError, type Problem } from "../../model/validation/problem.ts";

/** A query's failure as a problem; other errors are rethrown. */
export const failureOf = (error: unknown): Problem => {
  const [problem] = error instanceof ProblemsError ? error.problems : [];
  if (problem === undefined) throw error;
  return problem;
};

/** Whether a query failed because the caller lacks permission. */
export const isDenial = ({ code, message }: Problem): boolean =>
  code === "QUERY_FAILED" && /not authorized|Insufficient|no accessible columns/.test(message);

/** Whether the caller may not assume a principal's role. */
export const isRoleRefused = (error: unknown): boolean =>
  error instanceof ProblemsError && error.problems.some(({ code }) => code === "ROLE_REFUSED");
