import { ProblemsError } from "../../model/validation/problem.ts";
import type { SourceFile } from "../../sql/project/source-text.ts";

/** Makes the problems of a plan's files name them by paths relative to the caller's working directory. */
export const withRealPaths = async <T>(
  sources: readonly SourceFile[] | undefined,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemsError) || sources === undefined) throw error;
    const { withPaths } = await import("../../sql/project/read-project.ts");
    throw new ProblemsError("sql", withPaths(error.problems, sources));
  }
};
