/** Patterns of policies, as IAM reads them in actions, resources and conditions. Pure. */

/** What a policy lets be one value or a list, as a list; nothing is an empty one. */
export const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

/** `*` is any text and `?` any character; everything else is itself. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`).test(text);
};

/** Whether a pattern such as `s3:Get*` covers an action; case doesn't count in actions. */
export const covers = (pattern: string, action: string): boolean =>
  matchesPattern(pattern.toLowerCase(), action.toLowerCase());
