/** Who reads the contracts' tables, directly or indirectly, according to the applied SQL. Pure. */
import { readerKinds, type ReaderKind, type Reader } from "../documents/sql-bundle.ts";

const titles: Readonly<Record<ReaderKind, string>> = {
  model: "models",
  view: "views",
  "late-binding view": "views of Redshift",
  dashboard: "dashboards",
  mail: "mails",
  export: "exports",
  application: "applications",
};

const shown = 5;

const some = (names: readonly string[]): string =>
  names.length <= shown ? names.join(", ") : `${names.slice(0, shown).join(", ")} and ${names.length - shown} more`;

/** `models flights_curated.daily, flights_curated.weekly; dashboards delays`; empty if there are none. */
export const describeReaders = (readers: readonly Pick<Reader, "kind" | "name">[]): string =>
  readerKinds
    .map((kind) => ({ kind, names: readers.filter((reader) => reader.kind === kind).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0)
    .map(({ kind, names }) => `${titles[kind]} ${some(names)}`)
    .join("; ");
