import { ProblemsError, type Problem } from "../model/validation/problem.ts";

/** An error of the sandbox with one problem. */
export const sandboxError = (code: string, place: string, message: string, fix: string): ProblemsError => {
  const problem: Problem = { code, place, message, fix };
  return new ProblemsError("sandbox", [problem]);
};
