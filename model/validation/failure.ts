import { ProblemsError } from "./problem.ts";

/** An error with one problem. */
export const failure = (code: string, place: string, message: string, fix: string): ProblemsError =>
  new ProblemsError(place, [{ code, place, message, fix }]);
