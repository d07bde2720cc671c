import type { Problem } from "../../model/validation/problem.ts";

/** The longest name, `<project>-<stack>-query-results-<account>`, is a bucket's, limited to 63 characters. */
const longestBucket = { maximum: 63, rest: "-query-results-123456789012".length };

/** Bucket names start with the project and stack names and allow only these characters. */
const allowedName = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Problems of a stack's name, which is part of nearly every resource name. Pure. */
export const stackNameProblems = (project: string, stack: string): readonly Problem[] => {
  const longest = longestBucket.maximum - longestBucket.rest - `${project}-`.length;
  if (allowedName.test(stack) && stack.length <= longest) {
    return [];
  }
  return [
    {
      code: "STACK_NAME_INVALID",
      place: `Pulumi.${stack}.yaml`,
      message: `found the stack name "${stack}" (${stack.length} characters), must be lowercase letters and digits with hyphens between them, at most ${longest} characters: buckets are named after it`,
      fix: "choose another stack name, e.g. dev",
    },
  ];
};
