/** Which columns identify a row, and which partition a table. */
import {
  partitionTransforms,
  type ColumnType,
  type Partition,
  type PartitionTransform,
} from "../documents/contract-bundle.ts";
import { found } from "../validation/found.ts";
import type { DraftColumn } from "./columns.ts";
import type { ContractCode } from "./codes.ts";
import { at, flag, integer } from "./fields.ts";
import { choice, type Report } from "./report.ts";

interface Role {
  readonly flag: string;
  readonly position: string;
  readonly code: ContractCode;
  readonly noun: string;
}

const keyRole: Role = {
  flag: "primaryKey",
  position: "primaryKeyPosition",
  code: "CONTRACT_KEY_POSITION",
  noun: "key column",
};
const partitionRole: Role = {
  flag: "partitioned",
  position: "partitionKeyPosition",
  code: "CONTRACT_PARTITION_POSITION",
  noun: "partition column",
};

/** Columns with a role, ordered by position; a single one needs no position. */
const inOrder = (report: Report, columns: readonly DraftColumn[], role: Role): readonly DraftColumn[] => {
  const chosen = columns.filter((column) => flag(column.fields, role.flag));
  const positionOf = (column: DraftColumn): number =>
    integer(column.fields, role.position) ?? (chosen.length === 1 ? 1 : Number.NaN);
  const taken = new Set<number>();
  for (const column of chosen) {
    const position = positionOf(column);
    if (!(position >= 1 && position <= chosen.length) || taken.has(position)) {
      const message = `${found(column.fields.raw[role.position])} is not the position of a ${role.noun}; positions go from 1 to ${chosen.length}, each once`;
      report.add(role.code, at(column.fields, role.position), message, "number the columns from 1");
    }
    taken.add(position);
  }
  return [...chosen].sort((left, right) => positionOf(left) - positionOf(right));
};

export const readPrimaryKey = (
  report: Report,
  columns: readonly DraftColumn[],
  properties: readonly (string | number)[],
): readonly string[] => {
  const key = inOrder(report, columns, keyRole);
  if (columns.length > 0 && key.length === 0) {
    report.add(
      "CONTRACT_KEY_MISSING",
      properties,
      "no column is marked primaryKey, so equal rows can't be told from duplicates",
      "mark the columns that identify a row with primaryKey: true",
    );
  }
  for (const column of key) {
    if (!column.required) {
      report.add(
        "CONTRACT_KEY_NULLABLE",
        at(column.fields, "required"),
        `"${column.name}" is part of the key and may be null`,
        "write required: true",
      );
    }
    if (column.type === "double") {
      report.add(
        "CONTRACT_KEY_TYPE",
        at(column.fields, "physicalType"),
        `"${column.name}" is part of the key and of type double, whose values compare inexactly`,
        "write a decimal type, or choose another key",
      );
    }
  }
  return key.map((column) => column.name);
};

/** Partition transforms allowed for a type. */
export const transformsOf = (type: ColumnType): readonly PartitionTransform[] => {
  if (type === "timestamp") return ["day", "month", "year"];
  if (type === "date") return ["identity", "day", "month", "year"];
  return type === "double" || type.startsWith("decimal") ? [] : ["identity"];
};

const readTransform = (report: Report, column: DraftColumn): PartitionTransform | undefined => {
  const { value, path } = column.settings.lakehousePartitionTransform;
  const transform = choice(
    report,
    "CONTRACT_PARTITION_TRANSFORM",
    path,
    value ?? "identity",
    "partition transform",
    partitionTransforms,
  );
  if (transform === undefined || column.type === undefined) return undefined;
  const fitting = transformsOf(column.type);
  if (fitting.includes(transform)) return transform;
  const message = `${transform} does not fit "${column.name}" of type ${column.type}; ${fitting.length === 0 ? "no transform does" : `allowed values are ${fitting.join(", ")}`}`;
  report.add(
    "CONTRACT_PARTITION_TYPE",
    path,
    message,
    fitting.length === 0 ? "choose another column" : "write an allowed lakehousePartitionTransform",
  );
  return undefined;
};

export const readPartitions = (report: Report, columns: readonly DraftColumn[]): readonly Partition[] => {
  const partitioned = inOrder(report, columns, partitionRole);
  for (const column of columns) {
    const { value, path } = column.settings.lakehousePartitionTransform;
    if (value !== undefined && !partitioned.includes(column)) {
      report.add(
        "CONTRACT_PARTITION_TRANSFORM_UNUSED",
        path,
        `"${column.name}" has a partition transform but is not partitioned`,
        "write partitioned: true, or remove the transform",
      );
    }
  }
  return partitioned.flatMap((column) => {
    if (column.classification === "personal") {
      report.add(
        "CONTRACT_PERSONAL_ROLE",
        at(column.fields, "partitioned"),
        `"${column.name}" is personal and the table is partitioned by it; partition values appear in file names`,
        "partition by another column",
      );
    }
    const transform = readTransform(report, column);
    return transform === undefined ? [] : [{ column: column.name, transform }];
  });
};
