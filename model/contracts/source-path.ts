/**
 * The names from a record's top level to a field. A dot leads into an object; `\.` is a dot in a name, and `\\` a
 * backslash.
 *
 * @example sourcePathOf("address.city") // ["address", "city"]
 * @example sourcePathOf("address\\.city") // ["address.city"]
 * @param physicalName of a column whose source sends JSON; in CSV a dot is part of the name
 * @returns `undefined` if a name is empty
 */
export const sourcePathOf = (physicalName: string): readonly string[] | undefined => {
  const names = [""];
  for (const [part] of physicalName.matchAll(/\\[.\\]|[^]/g)) {
    if (part === ".") names.push("");
    else names.push(`${names.pop() ?? ""}${part.length > 1 ? part.slice(1) : part}`);
  }
  return names.includes("") ? undefined : names;
};
