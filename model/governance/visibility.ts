/** Who is meant to see what: from contracts, SQL and config alone, before anything is deployed. Pure. */
import type { Classification } from "../dataset.ts";
import { personaAccess, type Principal } from "./principals.ts";
import { declaredTables, type Declarations, type TaggedTable } from "./tags.ts";

/** `described`: it is known to be there, its values aren't seen. */
export type Seen = "plain" | "masked" | "described" | "hidden";

export interface SeenColumn {
  readonly name: string;
  readonly classification: Classification;
  readonly seen: Seen;
}

export interface SeenTable extends Pick<TaggedTable, "database" | "table" | "zone" | "domain"> {
  readonly columns: readonly SeenColumn[];
}

export interface Visibility {
  readonly principal: Principal;
  /** Every table and view that is declared, the hidden ones included. */
  readonly tables: readonly SeenTable[];
}

const seenAs = (table: TaggedTable, classification: Classification, principal: Principal): Seen => {
  const { describes, selects, sensitivities } = personaAccess[principal.persona];
  if (!principal.domains.includes(table.domain)) return "hidden";
  if (selects.includes(table.zone)) {
    if (!sensitivities.includes(classification)) return "hidden";
    return classification === "personal" && table.zone !== "raw" ? "masked" : "plain";
  }
  return describes.includes(table.zone) ? "described" : "hidden";
};

export const visibilityOf = (declared: Declarations, principal: Principal): Visibility => ({
  principal,
  tables: declaredTables(declared).map((table) => ({
    database: table.database,
    table: table.table,
    zone: table.zone,
    domain: table.domain,
    columns: Object.entries(table.columns).map(([name, classification]) => ({
      name,
      classification,
      seen: seenAs(table, classification, principal),
    })),
  })),
});

/** Columns of a table whose values the principal sees, masked or plain. */
export const valuesSeen = ({ columns }: SeenTable): readonly string[] =>
  columns.filter(({ seen }) => seen === "plain" || seen === "masked").map(({ name }) => name);
