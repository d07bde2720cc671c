import { zones } from "../../model/names.ts";
import type { Seen, SeenTable, Visibility } from "../../model/governance/visibility.ts";
import { formatCount } from "./format.ts";
import { numbers, table, type Table } from "./table.ts";

const count = (tables: readonly SeenTable[], seen: Seen): number =>
  tables.flatMap(({ columns }) => columns).filter((column) => column.seen === seen).length;

const isSeen = ({ columns }: SeenTable): boolean => columns.some(({ seen }) => seen !== "hidden");

/** One line per principal and zone: how much of it is visible, and in which form. */
export const renderMatrix = (all: readonly Visibility[]): Table => {
  const columns = [
    { title: "principal" },
    { title: "persona", leaveOut: 1 },
    { title: "zone" },
    numbers("tables", 2),
    numbers("plain"),
    numbers("masked"),
    numbers("described", 3),
    numbers("hidden"),
  ];
  const rows = all.flatMap(({ principal, tables }) =>
    zones.flatMap((zone) => {
      const inZone = tables.filter((table) => table.zone === zone);
      if (inZone.length === 0) return [];
      const counts = (["plain", "masked", "described", "hidden"] as const).map((seen) => count(inZone, seen));
      return [[principal.name, principal.persona, zone, ...[inZone.filter(isSeen).length, ...counts].map(formatCount)]];
    }),
  );
  return table(columns, rows);
};

const names = ({ columns }: SeenTable, seen: Seen): string =>
  columns
    .filter((column) => column.seen === seen)
    .map(({ name }) => name)
    .join(", ");

const line = (table: SeenTable): string => {
  const parts = (["plain", "masked", "described", "hidden"] as const).flatMap((seen) => {
    const list = names(table, seen);
    return list === "" ? [] : [`  ${seen.padEnd(9)} ${list}`];
  });
  return [`${table.database}.${table.table}`, ...parts].join("\n");
};

const closed = ({ database, table, closedBy = [] }: SeenTable): string =>
  `${database}.${table}\n  closed    a view is seen as a whole, and it shows ${closedBy.join(", ")}`;

/** Every table of one principal, column by column, and why a partly open view is closed. */
export const renderPrincipal = ({ principal, tables }: Visibility): string =>
  [
    `${principal.name} (${principal.persona}, ${principal.role}): domains ${principal.domains.join(", ")}`,
    ...tables.filter(isSeen).map(line),
    ...tables.filter(({ closedBy }) => closedBy !== undefined).map(closed),
  ].join("\n\n");
