/** Two texts by their lines. Pure. */
import { createTwoFilesPatch } from "diff";

/** Lines around a change that are shown with it. */
const contextLines = 3;

/** Empty when there is no difference. */
export const unifiedDiff = (before: string, after: string): string => {
  if (before === after) return "";
  const patch = createTwoFilesPatch("before", "after", before, after, undefined, undefined, { context: contextLines });
  // the names of the two sides say nothing here
  return patch.slice(patch.indexOf("@@")).trimEnd();
};
