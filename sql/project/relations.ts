import type { Reference, SqlObject } from "./types.ts";

/** An object's SQL with its relations replaced; everything else stays the same. Pure. */
export const withRelations = (
  { sql, references }: Pick<SqlObject, "sql" | "references">,
  replace: (name: string, reference: Reference) => string,
): string =>
  // From the end, so that earlier offsets stay valid
  [...references]
    .sort((a, b) => b.start - a.start)
    .reduce((text, reference) => {
      const { name, start, end } = reference;
      return text.slice(0, start) + replace(name, reference) + text.slice(end);
    }, sql);
