/**
 * How data in the raw zone differs from its contract: by the field names that extract noted in all records of a run,
 * and by what a crawler inferred, types included, from some of its files. Pure.
 *
 * Drift fails nothing: a field that no contract names stays in raw, and a value that doesn't fit is quarantined.
 */
import type { DriftFinding, UnnamedFields } from "./documents/drift.ts";
import type { Column, Dataset, RawFormat } from "./documents/contract-bundle.ts";
import type { FieldNotes } from "./documents/page-record.ts";
import { fieldTree, pathOf } from "./field-path.ts";
import { inferredAt, undeclaredColumns, type FoundColumn, type InferredColumn } from "./inferred-columns.ts";

/**
 * JSON types that a job's column accepts, as the crawler infers them. A whole number is also a valid double or decimal;
 * decimals are numbers and never text, so that no digit is lost; dates and instants are text in JSON.
 */
const jsonTypes: Readonly<Record<string, readonly string[]>> = {
  string: ["string"],
  boolean: ["boolean"],
  int: ["int"],
  bigint: ["int", "bigint"],
  double: ["int", "bigint", "double"],
  decimal: ["int", "bigint", "double", "decimal"],
  date: ["string"],
  timestamp: ["string"],
};

/**
 * In CSV everything is text, and a crawler guesses from what it looks like: text of digits is a number to it. A table of
 * text alone has no header to Glue's own classifier, which then names its columns `col0`, `col1`, …
 * https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
 */
const csvTypes: typeof jsonTypes = {
  ...jsonTypes,
  string: ["string", "boolean", "int", "bigint", "double", "decimal", "date", "timestamp"],
  boolean: ["boolean", "string", "int", "bigint"],
  int: ["int", "bigint"],
  date: ["string", "date"],
  timestamp: ["string", "timestamp"],
};

const lower = (name: string): string => name.toLowerCase();
const family = (type: string): string => type.replace(/\(.*\)$/, "");

/**
 * Types that may be inferred for a contract's column. A nullable column may be null in every sampled record, and then
 * looks like text.
 */
export const allowedTypes = (
  { type, required }: Pick<Column, "type" | "required">,
  format: RawFormat["type"] = "json",
): readonly string[] => {
  const allowed = (format === "csv" ? csvTypes : jsonTypes)[family(type)] ?? [];
  return required || allowed.includes("string") ? allowed : [...allowed, "string"];
};

const judge = (
  datasetId: string,
  column: Column,
  inferred: FoundColumn | undefined,
  format: RawFormat["type"],
): DriftFinding | undefined => {
  const allowed = inferred?.isAround ? ["struct"] : allowedTypes(column, format);
  const finding = { datasetId, column: column.sourceName, allowed };
  if (inferred === undefined) return { ...finding, kind: "missing" };
  const found = family(inferred.type);
  // An object that is null in every sampled record looks like text, as any other null does
  const fits = inferred.isAround ? !column.required && found === "string" : allowed.includes(found);
  return fits ? undefined : { ...finding, kind: "retyped", found: inferred.type };
};

/** A dataset as far as its files are compared with it. */
export type Compared = Pick<Dataset, "id" | "columns"> & {
  readonly extraction?: Pick<Dataset["extraction"], "format">;
};

/**
 * Compares a contract's columns with those of a run's files, without partition columns. Findings are in the contract's
 * order, followed by new fields in the files' order. A field within an object is compared with the object's type.
 */
export const findDrift = (
  { id: datasetId, columns, extraction }: Compared,
  inferred: readonly InferredColumn[],
): readonly DriftFinding[] => {
  const format = extraction?.format?.type ?? "json";
  const declared = fieldTree(columns.map((column) => ({ sourceName: "", sourcePath: pathOf(column).map(lower) })));
  const differing = columns.map((column) => judge(datasetId, column, inferredAt(inferred, pathOf(column)), format));
  return [
    ...differing.filter((finding) => finding !== undefined),
    ...undeclaredColumns(inferred, declared).map(({ name, type }): DriftFinding => ({
      datasetId,
      kind: "new",
      column: name,
      found: type,
    })),
  ];
};

/** Extract's notes as findings: without types, which it doesn't check. */
const notedDrift = (datasetId: string, { undeclared, missing }: FieldNotes): readonly DriftFinding[] => [
  ...missing.map((column): DriftFinding => ({ datasetId, kind: "missing", column })),
  ...undeclared.map((column): DriftFinding => ({ datasetId, kind: "new", column })),
];

const keyOf = ({ kind, column }: DriftFinding): string => `${kind} ${column.toLowerCase()}`;

/**
 * Combines extract's and a crawler's findings about the same files: each difference once, with the name in the source's
 * spelling and the inferred type. Extract sees all records, a crawler a few files, so either may know more.
 */
export const mergeDrift = (
  datasetId: string,
  notes: FieldNotes | undefined,
  inferred: readonly DriftFinding[],
): readonly DriftFinding[] => {
  const noted = new Map((notes === undefined ? [] : notedDrift(datasetId, notes)).map((each) => [keyOf(each), each]));
  const merged = inferred.map((finding) => ({
    ...finding,
    column: noted.get(keyOf(finding))?.column ?? finding.column,
  }));
  const known = new Set(inferred.map(keyOf));
  return [...merged, ...[...noted].flatMap(([key, finding]) => (known.has(key) ? [] : [finding]))];
};

/** `flights.planes: seats is retyped, string instead of int` */
export const describeDrift = ({ datasetId, kind, column, found, allowed = [] }: DriftFinding): string => {
  if (kind === "new") return `${datasetId}: ${column} is new${found === undefined ? "" : `, ${found}`}`;
  if (kind === "missing") return `${datasetId}: ${column} is missing`;
  return `${datasetId}: ${column} is retyped, ${found ?? ""} instead of ${allowed.join(" or ")}`;
};

/** `flights.planes: at least 3 more new fields, …` */
export const describeUnnamed = ({ datasetId, count }: UnnamedFields): string =>
  `${datasetId}: at least ${count} more new ${count === 1 ? "field" : "fields"}, too many to name or named like data`;
