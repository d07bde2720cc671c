/** The fields of sampled records, nested ones by their place, with the types that hold all of their values. */
import type { LogicalType } from "../../../model/types.ts";

export interface Field {
  /** As `physicalName`: `address.city`, with `\.` for a dot in a name. */
  readonly place: string;
  readonly path: readonly string[];
  readonly logicalType: LogicalType;
  readonly physicalType?: string;
  /** Every record has a value. */
  readonly isAlways: boolean;
  /** Every value is another one. */
  readonly isUnique: boolean;
  readonly values: readonly unknown[];
  /** Why the type is a guess. */
  readonly why?: string;
}

/** A field that no column can hold: a list, or one whose name no column can read. */
export interface LeftOut {
  readonly place: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Deeper objects are left to the contract's author. */
const deepest = 4;

type Leaf = readonly [path: readonly string[], value: unknown];

const leavesOf = (record: object, path: readonly string[] = []): readonly Leaf[] =>
  Object.entries(record).flatMap(([name, value]): readonly Leaf[] => {
    const at = [...path, name];
    return isObject(value) && at.length < deepest ? leavesOf(value, at) : [[at, value]];
  });

/** Whether a parser may have rounded the number: whole numbers beyond 53 bits become equal to their neighbors. */
const isRounded = (value: unknown): boolean => Number.isInteger(value) && !Number.isSafeInteger(value);

/** As `sourcePathOf` reads it. */
const placeOf = (path: readonly string[]): string => path.map((name) => name.replaceAll(/[.\\]/g, "\\$&")).join(".");

/** Names that no column can read: empty ones, and those that differ from an earlier one only in case. */
const isReadable = (
  path: readonly string[],
  index: number,
  all: readonly { readonly path: readonly string[] }[],
): boolean => {
  const key = JSON.stringify(path).toLowerCase();
  const isFirst = all.findIndex((other) => JSON.stringify(other.path).toLowerCase() === key) === index;
  return isFirst && path.every((name) => name.trim() !== "");
};

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const isInstant = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text);

const decimalsOf = (value: number): number => /\.(\d+)$/.exec(value.toString())?.[1]?.length ?? 0;
const digitsBefore = (value: number): number => Math.trunc(Math.abs(value)).toString().length;

type Typed = Pick<Field, "logicalType" | "physicalType" | "why">;

const numberType = (values: readonly number[]): Typed => {
  if (values.every((value) => Number.isInteger(value))) {
    const isSmall = values.every((value) => Math.abs(value) < 2 ** 24);
    return { logicalType: "integer", physicalType: isSmall ? "int" : "bigint" };
  }
  const scale = Math.max(...values.map(decimalsOf));
  if (scale > 6 || values.some((value) => value.toString().includes("e")))
    return { logicalType: "number", physicalType: "double" };
  const precision = Math.min(38, Math.max(...values.map(digitsBefore)) + 6 + Math.max(2, scale));
  const physicalType = `decimal(${precision},${Math.max(2, scale)})`;
  return { logicalType: "number", physicalType, why: `all values of the sample fit in ${physicalType}` };
};

const textType = (values: readonly string[]): Typed => {
  if (values.every(isDate)) return { logicalType: "date" };
  return { logicalType: values.every(isInstant) ? "timestamp" : "string" };
};

const typeOf = (values: readonly unknown[]): Typed => {
  if (values.length === 0) return { logicalType: "string", why: "no record of the sample has a value" };
  if (values.every((value) => typeof value === "number")) return numberType(values);
  if (values.every((value) => typeof value === "string")) return textType(values);
  if (values.every((value) => typeof value === "boolean")) return { logicalType: "boolean" };
  return { logicalType: "string", why: "its values are of several types; those that aren't text go to quarantine" };
};

/** Text that CSV has for a number, read as one. */
const cellType = (values: readonly unknown[]): Typed => {
  const texts = values.filter((value): value is string => typeof value === "string");
  const isNumber = texts.length > 0 && texts.every((text) => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text));
  if (isNumber) return numberType(texts.map(Number));
  if (texts.length > 0 && texts.every((text) => text === "true" || text === "false")) return { logicalType: "boolean" };
  return textType(texts);
};

/**
 * @param isCsv all values are text, and empty text is none
 */
export const fieldsOf = (
  records: readonly object[],
  isCsv: boolean,
): { readonly fields: readonly Field[]; readonly leftOut: readonly LeftOut[] } => {
  const byPlace = new Map<string, { readonly path: readonly string[]; readonly values: unknown[] }>();
  for (const record of records) {
    for (const [path, value] of isCsv
      ? Object.entries(record).map(([name, cell]): Leaf => [[name], cell])
      : leavesOf(record)) {
      const place = isCsv ? path.join("") : placeOf(path);
      const known = byPlace.get(place) ?? { path, values: [] };
      if (value !== null && value !== undefined && !(isCsv && value === "")) known.values.push(value);
      byPlace.set(place, known);
    }
  }
  const all = [...byPlace].map(([place, { path, values }]) => ({ place, path, values }));
  // An object that some records have and others don't is known by its members
  const isParent = ({ place }: { readonly place: string }): boolean =>
    all.some((other) => other.place.startsWith(`${place}.`));
  const lists = all.filter(({ values }) => values.some((value) => typeof value === "object"));
  const values = all.filter((one) => !lists.includes(one) && !isParent(one));
  const leaves = values.filter(({ path }, index) => isReadable(path, index, values));
  const unreadable = values.filter((one) => !leaves.includes(one));
  return {
    fields: leaves.map(({ place, path, values }) => ({
      ...{ place, path, values, ...(isCsv ? cellType(values) : typeOf(values)) },
      isAlways: values.length === records.length,
      isUnique: values.some(isRounded) || new Set(values).size === records.length,
    })),
    leftOut: [...lists.filter((one) => !isParent(one)), ...unreadable].map(({ place }) => ({ place })),
  };
};
