import { ProblemsError, type Problem } from "../../model/validation/problem.ts";

/** What a query failed of; anything else that went wrong is thrown on. */
export const failureOf = (error: unknown): Problem => {
  const [problem] = error instanceof ProblemsError ? error.problems : [];
  if (problem === undefined) throw error;
  return problem;
};

/** Whether a query failed because who asked may not. */
export const isDenial = ({ code, message }: Problem): boolean =>
  code === "QUERY_FAILED" && /not authorized|Insufficient|no accessible columns/.test(message);

/** Whether the caller may not take a principal's role. */
export const isRoleRefused = (error: unknown): boolean =>
  error instanceof ProblemsError && error.problems.some(({ code }) => code === "ROLE_REFUSED");
