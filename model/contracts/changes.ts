/**
 * How a contract differs from the one that a dataset's table was last published with, and whether the table can follow.
 * Pure, and data: a plan can be built from it.
 */
import type { Column, ColumnType, Dataset } from "../documents/contract-bundle.ts";

export const changeKinds = [
  "KEY",
  "PARTITION",
  "WRITE_MODE",
  "WINDOW",
  "TYPE",
  "RENAMED",
  "REMOVED",
  "ADDED",
  "REQUIRED",
  "CLASSIFICATION",
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface ContractChange {
  readonly kind: ChangeKind;
  /** Absent for a change to the whole dataset. */
  readonly column?: string;
  /** The table's current state; empty for what it doesn't have. */
  readonly old: string;
  /** The contract's declaration; empty for what it no longer names. */
  readonly new: string;
  readonly verdict: "allowed" | "refused";
  /** If allowed, what happens to existing rows; if refused, why. */
  readonly because: string;
  /** How to achieve the same today; only for refused changes. */
  readonly instead?: string;
}

const anew =
  "declare a dataset with another name, load its history by running the old windows, move the readers of the old one, then remove the old contract";

const allowed = (kind: ChangeKind, old: string, now: string, because: string, column?: string): ContractChange => ({
  kind,
  ...(column !== undefined && { column }),
  ...{ old, new: now },
  verdict: "allowed",
  because,
});

const refused = (
  kind: ChangeKind,
  old: string,
  now: string,
  because: string,
  { column, instead = anew }: { readonly column?: string; readonly instead?: string } = {},
): ContractChange => ({
  kind,
  ...(column !== undefined && { column }),
  ...{ old, new: now },
  verdict: "refused",
  because,
  instead,
});

const decimal = (type: ColumnType): readonly [number, number] | undefined => {
  const digits = /^decimal\((\d+),(\d+)\)$/.exec(type);
  return digits ? [Number(digits[1]), Number(digits[2])] : undefined;
};

/** What Iceberg can widen in place: https://iceberg.apache.org/spec/#schema-evolution */
const isWider = (old: ColumnType, now: ColumnType): boolean => {
  if (old === "int" && now === "bigint") return true;
  const [before, after] = [decimal(old), decimal(now)];
  return before !== undefined && before[1] === after?.[1] && before[0] < after[0];
};

const isPersonal = ({ classification }: Column): boolean => classification === "personal";

const classificationChange = (old: Column, now: Column): ContractChange => {
  const [from, to] = [old.classification, now.classification];
  const { name: column } = now;
  if (isPersonal(now)) {
    const because = "values stored in the clear would remain so, in files and in history";
    return refused("CLASSIFICATION", from, to, because, { column });
  }
  if (isPersonal(old)) {
    const because = "stored values are masked and can't be unmasked, so the column would hold both";
    return refused("CLASSIFICATION", from, to, because, { column });
  }
  return allowed("CLASSIFICATION", from, to, "the deployment updates the column's tag, for all rows", column);
};

const columnChanges = (old: Column, now: Column): readonly ContractChange[] => {
  const { name: column } = now;
  const found: ContractChange[] = [];
  if (old.type !== now.type) {
    found.push(
      isWider(old.type, now.type)
        ? allowed("TYPE", old.type, now.type, "stored values are read as the wider type", column)
        : refused("TYPE", old.type, now.type, "stored values don't all fit, or would be read differently", { column }),
    );
  }
  if (old.classification !== now.classification) found.push(classificationChange(old, now));
  if (old.required !== now.required) {
    const words = (required: boolean): string => (required ? "required" : "optional");
    const because = now.required
      ? "rows without a value go to quarantine from now on; stored ones stay"
      : "rows without a value are loaded from now on";
    found.push(allowed("REQUIRED", words(old.required), words(now.required), because, column));
  }
  return found;
};

/** Removed and added columns; a pair that reads the same source field is a rename. */
const namedChanges = (old: Dataset, now: Dataset): readonly ContractChange[] => {
  const known = new Set(old.columns.map(({ name }) => name));
  const kept = new Set(now.columns.map(({ name }) => name));
  const gone = old.columns.filter(({ name }) => !kept.has(name));
  const come = now.columns.filter(({ name }) => !known.has(name));
  const successors = new Map(come.map((column) => [column.sourceName, column]));
  const renamed = gone.flatMap((column) => {
    const successor = successors.get(column.sourceName);
    return successor === undefined ? [] : [[column, successor] as const];
  });
  const isRenamed = new Set(renamed.flatMap(([before, after]) => [before, after]));
  return [
    ...renamed.map(([before, after]) => {
      const because = `history would stay in ${before.name}, and ${after.name} would be null in every existing row`;
      const instead = `keep the name ${before.name}, and give readers the new one through a view`;
      return refused("RENAMED", before.name, after.name, because, { column: before.name, instead });
    }),
    ...gone
      .filter((column) => !isRenamed.has(column))
      .map(({ name, type }) => {
        const instead = `leave ${name} in the contract, with required: false`;
        return refused("REMOVED", `${name} ${type}`, "", "its values would stay, but nothing would fill or check it", {
          column: name,
          instead,
        });
      }),
    ...come
      .filter((column) => !isRenamed.has(column))
      .map(({ name, type }) => allowed("ADDED", "", `${name} ${type}`, "it is null in existing rows", name)),
  ];
};

const keyOf = ({ primaryKey }: Dataset): string => [...primaryKey].sort().join(", ");
const partitionsOf = ({ partitions }: Dataset): string =>
  partitions.map(({ column, transform }) => (transform === "identity" ? column : `${transform}(${column})`)).join(", ");

/** Changes to the table as a whole. */
const tableChanges = (old: Dataset, now: Dataset): readonly ContractChange[] => {
  const found: ContractChange[] = [];
  const note = (kind: ChangeKind, before: string, after: string, because: string): void => {
    if (before !== after) found.push(refused(kind, before || "none", after || "none", because));
  };
  note("KEY", keyOf(old), keyOf(now), "stored rows are one per old key: a new row could match several, or none");
  note("PARTITION", partitionsOf(old), partitionsOf(now), "existing files are partitioned by the old one");
  note("WRITE_MODE", old.writeMode, now.writeMode, "stored rows were loaded by other rules than new ones");
  if (old.writeMode === "append" && now.writeMode === "append") {
    const windows = [old.extraction.windowColumn ?? "", now.extraction.windowColumn ?? ""] as const;
    note("WINDOW", ...windows, "a night's rows are compared with those of its window");
  }
  return found;
};

/**
 * @param old the contract that the table was last published with
 * @param now the current contract of the same dataset
 * @returns an empty list if a night by the new contract does the same as by the old one; descriptions, units, paths,
 *   pages, schedules, and tolerances may change freely
 */
export const contractChanges = (old: Dataset, now: Dataset): readonly ContractChange[] => {
  const before = new Map(old.columns.map((column) => [column.name, column]));
  const changed = now.columns.flatMap((column) => {
    const stored = before.get(column.name);
    return stored === undefined ? [] : columnChanges(stored, column);
  });
  return [...tableChanges(old, now), ...namedChanges(old, now), ...changed];
};

/** `column amount: TYPE int → string` */
export const describeChange = (change: ContractChange): string => {
  const subject = change.column === undefined ? "" : `column ${change.column}: `;
  return `${subject}${change.kind} ${change.old || "nothing"} → ${change.new || "nothing"}`;
};
