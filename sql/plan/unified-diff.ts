/** Compares two texts by line. Pure. */
import { createTwoFilesPatch } from "diff";

/** Unchanged lines shown around a change. */
const contextLines = 3;

/** Empty if there is no difference. */
export const unifiedDiff = (before: string, after: string): string => {
  if (before === after) return "";
  const patch = createTwoFilesPatch("before", "after", before, after, undefined, undefined, { context: contextLines });
  // the names of the two sides add nothing here
  return patch.slice(patch.indexOf("@@")).trimEnd();
};
