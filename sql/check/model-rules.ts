/** What a model's header may state about its columns, and its query about its time. Pure. */
import { transformsOf } from "../../model/contracts/keys.ts";
import { writeNearest } from "../../model/validation/suggestion.ts";
import type { Path } from "../../model/validation/path.ts";
import type { ColumnType } from "../../model/documents/contract-bundle.ts";
import type { ModelMode } from "../../model/documents/sql-bundle.ts";
import type { ModelHeader, StatedTest } from "../project/header-schema.ts";
import { columnTypeOf, partitionOf } from "../project/model.ts";
import type { Relation } from "../project/tables.ts";
import type { DeclaredColumn } from "../project/types.ts";
import type { CheckedYaml } from "../project/yaml-check.ts";
import type { ReportFile } from "./report.ts";

type Header = CheckedYaml<ModelHeader>;

export interface ColumnNames {
  readonly columns: readonly { readonly name: string }[];
}

/** Column types, for the columns whose type can be read. */
export const readTypes = ({ value, offsetOf }: Header, report: ReportFile): ReadonlyMap<string, ColumnType> => {
  const types = new Map<string, ColumnType>();
  for (const [name, { type: written }] of Object.entries(value.columns)) {
    const type = columnTypeOf(written);
    if (type !== undefined) types.set(name, type);
    else {
      const message = `"${written}" is not a column type; types are string, boolean, int, bigint, double, decimal(p,s), date, timestamp`;
      report("SQL_COLUMN_TYPE", offsetOf(["columns", name, "type"]), message, "write one of them");
    }
  }
  return types;
};

interface Mention {
  readonly column: string;
  readonly path: Path;
  readonly what: string;
}

const testMentions = (test: StatedTest, index: number): readonly Mention[] => {
  const at = (...rest: Path): Path => ["tests", index, ...rest];
  const listed = (["unique", "not_null"] as const).flatMap((kind) =>
    (test[kind] ?? []).map((column, position) => ({ column, path: at(kind, position), what: `the test ${kind}` })),
  );
  const single = (["accepted_values", "relationships", "freshness"] as const).flatMap((kind) => {
    const column = test[kind]?.column;
    return column === undefined ? [] : [{ column, path: at(kind, "column"), what: `the test ${kind}` }];
  });
  return [...listed, ...single];
};

const mentions = ({ grain, time, partitioned_by: partitions, tests }: ModelHeader): readonly Mention[] => [
  ...grain.map((column, index) => ({ column, path: ["grain", index], what: "the grain" })),
  ...(time === undefined ? [] : [{ column: time, path: ["time"], what: "the time" }]),
  ...(partitions ?? []).map((written, index) => ({
    column: partitionOf(written).column,
    path: ["partitioned_by", index],
    what: "the partitioning",
  })),
  ...(tests ?? []).flatMap(testMentions),
];

const checkMentions = ({ value, offsetOf }: Header, report: ReportFile): void => {
  const names = Object.keys(value.columns);
  for (const { column, path, what } of mentions(value)) {
    if (names.includes(column)) continue;
    const message = `"${column}" of ${what} is not a column; columns are ${names.join(", ")}`;
    report("SQL_MODEL_COLUMN", offsetOf(path), message, writeNearest(column, names, "name a column"));
  }
};

const checkPartitions = (header: Header, types: ReadonlyMap<string, ColumnType>, report: ReportFile): void => {
  for (const [index, written] of (header.value.partitioned_by ?? []).entries()) {
    const { column, transform } = partitionOf(written);
    const type = types.get(column);
    const fitting = type && transformsOf(type);
    if (type === undefined || fitting === undefined || fitting.includes(transform)) continue;
    const offset = header.offsetOf(["partitioned_by", index]);
    const allowed = fitting.length === 0 ? "no transform does" : `allowed are ${fitting.join(", ")}`;
    const message = `${transform} doesn't fit "${column}" of type ${type}; ${allowed}`;
    report("SQL_MODEL_PARTITION", offset, message, "write an allowed transform, or choose another column");
  }
};

const checkMode = (header: Header, types: ReadonlyMap<string, ColumnType>, report: ReportFile): void => {
  const { value, offsetOf } = header;
  const isIncremental = value.mode === "incremental by time";
  const type = types.get(value.time ?? "");
  if (isIncremental && value.time === undefined) {
    const message = "the mode is incremental by time, and no column says which time";
    report("SQL_MODEL_TIME", offsetOf(["mode"]), message, 'add "time: <column>", a column of type date');
  } else if (!isIncremental && value.time !== undefined) {
    const message = `the mode is ${value.mode}, which has no time column`;
    report("SQL_MODEL_TIME", offsetOf(["time"]), message, 'remove "time", or write "mode: incremental by time"');
  } else if (type !== undefined && type !== "date") {
    const message = `"${value.time ?? ""}" is of type ${type}; whole days are replaced, so the time column is a date`;
    report("SQL_MODEL_TIME", offsetOf(["time"]), message, "name a column of type date");
  }
};

const checkRelationships = (
  { value, offsetOf }: Header,
  relations: ReadonlyMap<string, ColumnNames>,
  report: ReportFile,
): void => {
  for (const [index, { relationships }] of (value.tests ?? []).entries()) {
    if (relationships === undefined) continue;
    const { to, field } = relationships;
    const columns = relations.get(to)?.columns.map(({ name }) => name);
    const offset = (key: string): number => offsetOf(["tests", index, "relationships", key]);
    if (columns === undefined) {
      const message = `no contract or model declares ${to}`;
      const fix = writeNearest(to, [...relations.keys()], "name a table of a contract, or a model");
      report("SQL_MODEL_RELATIONSHIP", offset("to"), message, fix);
    } else if (!columns.includes(field)) {
      const message = `"${field}" is not a column of ${to}; its columns are ${columns.join(", ")}`;
      report("SQL_MODEL_RELATIONSHIP", offset("field"), message, writeNearest(field, columns, "name a column"));
    }
  }
};

/** Rules of the header alone, and of what its tests name. */
export const checkModelHeader = (
  header: Header,
  types: ReadonlyMap<string, ColumnType>,
  relations: ReadonlyMap<string, ColumnNames>,
  report: ReportFile,
): void => {
  checkMentions(header, report);
  checkPartitions(header, types, report);
  checkMode(header, types, report);
  checkRelationships(header, relations, report);
};

/** The job writes by name and in order, so the header lists the SELECT's columns. */
export const checkModelColumns = (
  { value, offsetOf }: Header,
  columns: readonly Pick<DeclaredColumn, "name">[],
  report: ReportFile,
): void => {
  const declared = Object.keys(value.columns);
  const selected = columns.map(({ name }) => name);
  if (declared.join() === selected.join()) return;
  const index = selected.findIndex((name, position) => name !== declared[position]);
  const place = declared[index < 0 ? selected.length : index];
  const message = `the header's columns are ${declared.join(", ")}; the SELECT's are ${selected.join(", ")}`;
  const offset = offsetOf(place === undefined ? ["columns"] : ["columns", place]);
  report("SQL_COLUMNS_DIFFER", offset, message, "write the same columns in the same order");
};

/** Parameters match the mode that sets them. */
export const checkParameters = (
  header: Header,
  parameters: readonly string[],
  offset: number,
  report: ReportFile,
): void => {
  const isIncremental = header.value.mode === "incremental by time";
  const allowed = isIncremental ? ["since", "until"] : [];
  const listed = isIncremental
    ? "an incremental model reads :since and :until"
    : `a ${header.value.mode} model has none`;
  for (const name of parameters.filter((parameter) => !allowed.includes(parameter))) {
    report("SQL_MODEL_PARAMETER", offset, `:${name} is not a parameter here; ${listed}`, "remove it");
  }
  for (const name of allowed.filter((parameter) => !parameters.includes(parameter))) {
    const message = `the query doesn't read :${name}, so every build would replace all days`;
    report("SQL_MODEL_PARAMETER", offset, message, "filter by :since and :until, excluding the end");
  }
};

/**
 * The mode as the job needs it: for an incremental model also the source of its days, which is the one column that the
 * time column is made of.
 */
export const modeOf = (
  { value, offsetOf }: Header,
  columns: readonly Pick<DeclaredColumn, "name" | "from" | "type">[],
  relations: ReadonlyMap<string, Relation>,
  report: ReportFile,
): ModelMode => {
  if (value.mode !== "incremental by time") return { kind: value.mode };
  const time = value.time ?? "";
  const own = columns.find(({ name }) => name === time);
  const from = own?.from ?? [];
  const [database = "", table = "", column = ""] = (from[0] ?? "").split(".");
  const type = relations.get(`${database}.${table}`)?.columns.find(({ name }) => name === column)?.type;
  if (own?.type === "date" && (from.length !== 1 || (type !== "date" && type !== "timestamp"))) {
    const found =
      from.length === 1
        ? `${from.join("")}, of type ${type ?? "unknown"}`
        : from.length === 0
          ? "no column"
          : from.join(" and ");
    const message = `"${time}" is made of ${found}; changed days are found by exactly one date or timestamp of a table`;
    report(
      "SQL_MODEL_TIME_SOURCE",
      offsetOf(["time"]),
      message,
      "make it of one such column, or build the model in full",
    );
  }
  return { kind: "incremental by time", column: time, source: { table: `${database}.${table}`, column } };
};
