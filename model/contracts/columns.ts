/** Columns: names, types, units, and who may see them. */
import { classifications, type Classification, type Column, type ColumnType } from "../documents/contract-bundle.ts";
import { columnType, logicalTypes, maximumPrecision, physicalTypesOf, type LogicalType } from "../types.ts";
import { found } from "../validation/found.ts";
import { readSettings, type Settings } from "./custom-properties.ts";
import { at, flag, items, text, type Fields } from "./fields.ts";
import { sharedNames } from "../shared-names.ts";
import { comment, logicalIdPattern } from "./naming.ts";
import { choice, type Report } from "./report.ts";
import { sourcePathOf } from "./source-path.ts";

const metadataColumns = Object.values(sharedNames.metadataColumns);

const columnSettings = ["lakehouseUnit", "lakehousePartitionTransform"] as const;

/** A column as far as it could be read; `type` and `classification` are absent if invalid. */
export interface DraftColumn {
  readonly fields: Fields;
  readonly settings: Settings<(typeof columnSettings)[number]>;
  readonly name: string;
  readonly sourceName: string;
  /** Names from the record's top level to the field. */
  readonly path: readonly string[];
  readonly type: ColumnType | undefined;
  readonly required: boolean;
  readonly classification: Classification | undefined;
  readonly description: string;
  readonly unit: string | undefined;
}

const checkName = (report: Report, fields: Fields, name: string): void => {
  if (metadataColumns.some((reserved) => reserved === name)) {
    const message = `"${name}" is reserved; every table has ${metadataColumns.join(", ")} besides its contract's columns`;
    report.add(
      "CONTRACT_COLUMN_RESERVED",
      at(fields, "name"),
      message,
      "rename the column, and give the source's name as physicalName",
    );
  } else if (!logicalIdPattern.test(name)) {
    const message = `${found(fields.raw["name"])} is not a column name; names are snake_case, begin with a letter and have at most 63 letters`;
    report.add(
      "CONTRACT_COLUMN_NAME",
      at(fields, "name"),
      message,
      "rename the column, and give the source's name as physicalName",
    );
  }
};

const reportPhysicalType = (report: Report, fields: Fields, logicalType: LogicalType): void => {
  const message = `${found(fields.raw["physicalType"])} is not a type for ${logicalType}; allowed values are ${physicalTypesOf(logicalType).join(", ")}`;
  report.add("CONTRACT_PHYSICAL_TYPE", at(fields, "physicalType"), message, "write one of the allowed types");
};

const readType = (report: Report, fields: Fields): ColumnType | undefined => {
  const written = fields.raw["logicalType"];
  const logicalType = choice(
    report,
    "CONTRACT_LOGICAL_TYPE",
    at(fields, "logicalType"),
    written,
    "type of a column",
    logicalTypes,
  );
  if (logicalType === undefined) return undefined;
  const result = columnType(logicalType, text(fields, "physicalType"));
  if ("type" in result) return result.type;
  if (result.fault === "decimal") {
    const message = `${found(fields.raw["physicalType"])} has digits out of range; precision is 1 to ${maximumPrecision}, scale 0 to the precision`;
    report.add("CONTRACT_DECIMAL", at(fields, "physicalType"), message, "correct the digits, e.g. decimal(12,2)");
  } else reportPhysicalType(report, fields, logicalType);
  return undefined;
};

const readUnit = (report: Report, column: Omit<DraftColumn, "unit">): string | undefined => {
  const { value, path } = column.settings.lakehouseUnit;
  if (value === undefined) return undefined;
  const measured = column.type === undefined || /^(int|bigint|double|decimal)/.test(column.type);
  if (typeof value === "string" && value.trim() !== "" && measured) return value;
  const message = measured
    ? `${found(value)} is not a unit; units are words or UCUM codes such as "min" or "USD"`
    : `${found(value)} is given to a ${column.type}; only numbers have units`;
  report.add(
    "CONTRACT_UNIT",
    path,
    message,
    measured ? "write the unit as text" : "remove the unit, or correct the type",
  );
  return undefined;
};

/** The description, followed by the unit, is the column's comment in the catalog. */
const checkComment = (report: Report, { fields, name, description, unit }: DraftColumn): void => {
  const written = unit === undefined ? description : `${description} [${unit}]`;
  const isOneLine = new RegExp(comment.pattern).test(written);
  if (isOneLine && written.length <= comment.mostCharacters) return;
  const size = isOneLine
    ? `${written.length} characters${unit === undefined ? "" : " with its unit"}`
    : "several lines";
  const message = `the description of ${found(name)} has ${size}; the catalog takes one line of at most ${comment.mostCharacters}`;
  const fix = "say what its values mean in a sentence, and the rest in the contract's own description";
  report.add("CONTRACT_DESCRIPTION", at(fields, "description"), message, fix);
};

const readPath = (report: Report, fields: Fields, sourceName: string, isNested: boolean): readonly string[] => {
  const path = isNested ? sourcePathOf(sourceName) : [sourceName];
  if (path !== undefined) return path;
  const message = `${found(sourceName)} has an empty name; dots lead from an object to its field, as in "address.city"`;
  const fix = "name each object and the field, and write \\. for a dot in a name";
  report.add("CONTRACT_FIELD_PATH", at(fields, "physicalName"), message, fix);
  return [sourceName];
};

const readColumn = (report: Report, fields: Fields, isNested: boolean): DraftColumn => {
  const name = text(fields, "name") ?? "";
  checkName(report, fields, name);
  const description = (text(fields, "description") ?? "").trim();
  if (description === "") {
    const message = `the column ${found(fields.raw["name"])} is not described`;
    report.add("CONTRACT_DESCRIPTION_MISSING", at(fields, "description"), message, "say what its values mean");
  }
  const type = readType(report, fields);
  const level = fields.raw["classification"];
  const classification = choice(
    report,
    "CONTRACT_CLASSIFICATION",
    at(fields, "classification"),
    level,
    "classification",
    classifications,
  );
  if (classification === "personal" && type !== undefined && type !== "string") {
    const message = `"${name}" is personal and of type ${type}; personal values are masked, and masked values are text`;
    report.add(
      "CONTRACT_PERSONAL_TYPE",
      at(fields, "logicalType"),
      message,
      "write string, or correct the classification",
    );
  }
  const sourceName = text(fields, "physicalName") ?? name;
  const column = {
    fields,
    settings: readSettings(report, fields, columnSettings),
    name,
    sourceName,
    path: readPath(report, fields, sourceName, isNested),
    type,
    required: flag(fields, "required"),
    classification,
    description,
  };
  const unit = readUnit(report, column);
  checkComment(report, { ...column, unit });
  return { ...column, unit };
};

/** Spark compares names case-insensitively, so it can't distinguish two fields that differ only in case. */
const keysOf = (path: readonly string[]): readonly string[] =>
  path.map((_, depth) => JSON.stringify(path.slice(0, depth + 1)).toLowerCase());

/** A field is a value or an object: it can't be read by one column while another one reads a field within it. */
const checkObjects = (report: Report, columns: readonly DraftColumn[]): void => {
  const readers = new Map(columns.map((column) => [keysOf(column.path).at(-1), column]));
  for (const { fields: place, name, path, sourceName } of columns) {
    const outer = keysOf(path)
      .slice(0, -1)
      .map((key) => readers.get(key))
      .find((reader) => reader !== undefined);
    if (outer === undefined) continue;
    const message = `"${name}" reads the field "${sourceName}" of "${outer.sourceName}", which "${outer.name}" reads as a value`;
    const fix = "read the object's fields alone, or remove this column";
    report.add("CONTRACT_FIELD_DUPLICATE", at(place, "physicalName"), message, fix);
  }
};

const checkUnique = (report: Report, columns: readonly DraftColumn[]): void => {
  const names = new Set<string>();
  const fields = new Map<string, string>();
  for (const { fields: place, name, path, sourceName } of columns) {
    const key = keysOf(path).at(-1) ?? "";
    const reader = fields.get(key);
    if (names.has(name)) {
      report.add(
        "CONTRACT_COLUMN_DUPLICATE",
        at(place, "name"),
        `"${name}" is a second column of that name`,
        "rename one of them, or remove it",
      );
    } else if (reader !== undefined) {
      const message = `"${name}" reads the field "${sourceName}", which "${reader}" already reads`;
      report.add(
        "CONTRACT_FIELD_DUPLICATE",
        at(place, "physicalName"),
        message,
        "let each field be read by one column",
      );
    }
    names.add(name);
    fields.set(key, name);
  }
};

/** @param isNested whether a dot in a `physicalName` leads into an object; in CSV it is part of the name */
export const readColumns = (report: Report, object: Fields, isNested = true): readonly DraftColumn[] => {
  const columns = items(object, "properties").map((fields) => readColumn(report, fields, isNested));
  if (columns.length === 0) {
    report.add(
      "CONTRACT_COLUMNS_MISSING",
      at(object, "properties"),
      "the table has no columns",
      "describe each field of the source's records that is kept",
    );
  }
  checkUnique(report, columns);
  checkObjects(report, columns);
  return columns;
};

export const resolveColumn = (draft: DraftColumn): Column | undefined =>
  draft.type === undefined || draft.classification === undefined
    ? undefined
    : {
        name: draft.name,
        sourceName: draft.sourceName,
        ...(draft.path.length === 1 && draft.path[0] === draft.sourceName ? {} : { sourcePath: [...draft.path] }),
        type: draft.type,
        required: draft.required,
        classification: draft.classification,
        description: draft.description,
        ...(draft.unit === undefined ? {} : { unit: draft.unit }),
      };
