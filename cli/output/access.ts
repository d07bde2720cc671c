import { zones } from "../../model/names.ts";
import type { Seen, SeenTable, Visibility } from "../../model/governance/visibility.ts";
import { formatCount } from "./format.ts";
import { renderTable, type Column } from "./table.ts";

const right = (title: string): Column => ({ title, align: "right" });

const count = (tables: readonly SeenTable[], seen: Seen): number =>
  tables.flatMap(({ columns }) => columns).filter((column) => column.seen === seen).length;

const isSeen = ({ columns }: SeenTable): boolean => columns.some(({ seen }) => seen !== "hidden");

/** One line per principal and zone: how much of it is seen, and how. */
export const renderMatrix = (all: readonly Visibility[]): string => {
  const columns = [
    { title: "principal" },
    { title: "persona" },
    { title: "zone" },
    right("tables"),
    right("plain"),
    right("masked"),
    right("described"),
    right("hidden"),
  ];
  const rows = all.flatMap(({ principal, tables }) =>
    zones.flatMap((zone) => {
      const inZone = tables.filter((table) => table.zone === zone);
      if (inZone.length === 0) return [];
      const counts = (["plain", "masked", "described", "hidden"] as const).map((seen) => count(inZone, seen));
      return [[principal.name, principal.persona, zone, ...[inZone.filter(isSeen).length, ...counts].map(formatCount)]];
    }),
  );
  return renderTable(columns, rows);
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

/** Every table of one principal, column by column. */
export const renderPrincipal = ({ principal, tables }: Visibility): string =>
  [
    `${principal.name} (${principal.persona}, ${principal.role}): domains ${principal.domains.join(", ")}`,
    ...tables.filter(isSeen).map(line),
  ].join("\n\n");
