/** Current and future columns. Pure. */
import { liveType } from "../live/column-types.ts";
import type { LiveColumn, ColumnChange } from "../../model/documents/sql-plan.ts";
import type { SqlObject } from "../project/types.ts";

/** Types that Spark and Glue spell differently from Trino and Redshift. A model's timestamp is an instant. */
const spellings: Readonly<Record<string, string>> = {
  string: "varchar",
  int: "integer",
  float: "real",
  "timestamp with time zone": "timestamp",
};

const spelled = (type: string): string => {
  const live = liveType(type);
  return spellings[live] ?? live;
};

/** Whether two spellings are one type for a column's readers. */
export const isSameType = (one: string, other: string): boolean => spelled(one) === spelled(other);

/** Columns with types if the files alone state them: for models. */
export const statedColumns = ({ columns }: SqlObject): readonly LiveColumn[] =>
  columns.flatMap(({ name, type }) => (type === undefined ? [] : [{ name, type }]));

/**
 * The changes of a relation's columns, removed and retyped ones first. A wider type counts as a different one: a reader
 * may have no room for it.
 *
 * @param isRead whether anyone outside the plan could read the current columns
 */
export const compareColumns = (
  before: readonly LiveColumn[],
  after: readonly LiveColumn[],
  isRead: boolean,
): readonly ColumnChange[] => {
  const later = new Map(after.map(({ name, type }) => [name, type]));
  const earlier = new Set(before.map(({ name }) => name));
  const lost = before.flatMap(({ name: column, type: from }): readonly ColumnChange[] => {
    const to = later.get(column);
    if (to === undefined) return [{ column, change: "removed", from, breaking: isRead }];
    return isSameType(from, to) ? [] : [{ column, change: "retyped", from, to, breaking: isRead }];
  });
  const added = after
    .filter(({ name }) => !earlier.has(name))
    .map(({ name: column, type: to }): ColumnChange => ({ column, change: "added", to, breaking: false }));
  return [...lost, ...added];
};

/** Whether a relation's columns differ from before: in name, type or order. */
export const columnsDiffer = (before: readonly LiveColumn[], after: readonly LiveColumn[]): boolean =>
  before.length !== after.length ||
  before.some(({ name, type }, index) => {
    const other = after[index];
    return name !== other?.name || !isSameType(type, other.type);
  });
