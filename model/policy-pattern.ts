/** Patterns of IAM policies in actions, resources, and conditions. Pure. */

/** A policy's value or list as a list; a missing value as an empty one. */
export const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

/** `*` matches any text and `?` any character; everything else is literal. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`).test(text);
};

/** Whether a pattern such as `s3:Get*` covers an action; actions are case-insensitive. */
export const covers = (pattern: string, action: string): boolean =>
  matchesPattern(pattern.toLowerCase(), action.toLowerCase());
