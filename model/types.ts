/** Maps ODCS's two-level types to the column types of the processed zone. */
import type { ColumnType } from "./documents/contract-bundle.ts";

const physicalTypes = {
  string: ["string"],
  boolean: ["boolean"],
  integer: ["int", "bigint"],
  number: ["double", "decimal(p,s)"],
  date: ["date"],
  timestamp: ["timestamp"],
} as const satisfies Record<string, readonly string[]>;

/**
 * ODCS's `time`, `object`, and `array` are missing: no source provides them, and a table with them would have nested
 * columns.
 */
export const logicalTypes = Object.keys(physicalTypes) as readonly (keyof typeof physicalTypes)[];
export type LogicalType = keyof typeof physicalTypes;

/** Physical types that a logical type may have; `decimal(p,s)` represents every precision and scale. */
export const physicalTypesOf = (logicalType: LogicalType): readonly string[] => physicalTypes[logicalType];

/** Limit of Spark, Trino, and Athena. */
export const maximumPrecision = 38;

type TypeFault = "missing" | "unfit" | "decimal";

/**
 * The column type for a logical type and its physical type. The physical type may be omitted if only one fits.
 * `missing`: it was omitted and several fit; `unfit`: it does not fit; `decimal`: its digits are out of range.
 */
export const columnType = (
  logicalType: LogicalType,
  physicalType: string | undefined,
): { readonly type: ColumnType } | { readonly fault: TypeFault } => {
  const allowed: readonly string[] = physicalTypes[logicalType];
  const decimal = /^decimal\((\d+), ?(\d+)\)$/.exec(physicalType ?? "");
  if (decimal && logicalType === "number") {
    const precision = Number(decimal[1]);
    const scale = Number(decimal[2]);
    const inRange = precision >= 1 && precision <= maximumPrecision && scale <= precision;
    return inRange ? { type: `decimal(${precision},${scale})` as ColumnType } : { fault: "decimal" };
  }
  if (physicalType === undefined) {
    const [only] = allowed;
    return allowed.length === 1 ? { type: only as ColumnType } : { fault: "missing" };
  }
  return allowed.includes(physicalType) && physicalType !== "decimal(p,s)"
    ? { type: physicalType as ColumnType }
    : { fault: "unfit" };
};
