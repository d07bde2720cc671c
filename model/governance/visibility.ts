/** Who is meant to see what: from contracts, SQL, and config alone, before anything is deployed. Pure. */
import type { Classification } from "../documents/contract-bundle.ts";
import { personaAccess } from "./principals.ts";
import type { Principal } from "../documents/deployment.ts";
import { declaredTables, type Declarations, type TaggedTable } from "./tags.ts";

/** `described`: known to exist, but its values can't be seen. */
export type Seen = "plain" | "masked" | "described" | "hidden";

export interface SeenColumn {
  readonly name: string;
  readonly classification: Classification;
  readonly seen: Seen;
}

export interface SeenTable extends Pick<TaggedTable, "database" | "table" | "zone" | "domain"> {
  readonly columns: readonly SeenColumn[];
  /** Columns because of which a view is closed to the principal as a whole. */
  readonly closedBy?: readonly string[];
}

export interface Visibility {
  readonly principal: Principal;
  /** Every declared table and view, including hidden ones. */
  readonly tables: readonly SeenTable[];
}

const seenAs = (table: TaggedTable, classification: Classification, principal: Principal): Seen => {
  const { describes, selects, sensitivities } = personaAccess[principal.persona];
  if (!principal.domains.includes(table.domain)) return "hidden";
  if (selects.includes(table.zone)) {
    if (!sensitivities.includes(table.sensitivity ?? classification)) return "hidden";
    return classification === "personal" && table.zone !== "raw" ? "masked" : "plain";
  }
  return describes.includes(table.zone) ? "described" : "hidden";
};

/** For a view that the principal could see without some of its columns: those columns. */
const closing = (table: TaggedTable, { persona, domains }: Principal): readonly string[] => {
  const { selects, sensitivities } = personaAccess[persona];
  const isOpenOtherwise = domains.includes(table.domain) && selects.includes(table.zone);
  if (table.sensitivity === undefined || !isOpenOtherwise) return [];
  return Object.entries(table.columns).flatMap(([name, one]) => (sensitivities.includes(one) ? [] : [name]));
};

const seenTable = (table: TaggedTable, principal: Principal): SeenTable => {
  const { database, zone, domain } = table;
  const closedBy = closing(table, principal);
  const columns = Object.entries(table.columns).map(([name, classification]) => ({
    name,
    classification,
    seen: seenAs(table, classification, principal),
  }));
  return { database, table: table.table, zone, domain, columns, ...(closedBy.length > 0 && { closedBy }) };
};

export const visibilityOf = (declared: Declarations, principal: Principal): Visibility => ({
  principal,
  tables: declaredTables(declared).map((table) => seenTable(table, principal)),
});

/** Columns of a table whose values the principal sees, masked or plain. */
export const valuesSeen = ({ columns }: SeenTable): readonly string[] =>
  columns.filter(({ seen }) => seen === "plain" || seen === "masked").map(({ name }) => name);
