/** Columns as they are and as they will be. Pure. */
import { liveType } from "../live/column-types.ts";
import type { LiveColumn, ColumnChange } from "../../model/documents/sql-plan.ts";
import type { SqlObject } from "../project/types.ts";

/** Spark and Glue say some types otherwise than Trino and Redshift do. A timestamp of a model is an instant. */
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

/** Whether two spellings are one type for those who read a column. */
export const isSameType = (one: string, other: string): boolean => spelled(one) === spelled(other);

/** Columns with types where the files alone state them: of models. */
export const statedColumns = ({ columns }: SqlObject): readonly LiveColumn[] =>
  columns.flatMap(({ name, type }) => (type === undefined ? [] : [{ name, type }]));

/**
 * What changes of a relation's columns, removed and retyped ones first. A wider type counts as another one: who reads it
 * may have no room for it.
 *
 * @param isRead whether somebody outside the plan could read the columns as they are
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

/** Whether a relation offers other columns than before: others, of other types, or in another order. */
export const columnsDiffer = (before: readonly LiveColumn[], after: readonly LiveColumn[]): boolean =>
  before.length !== after.length ||
  before.some(({ name, type }, index) => {
    const other = after[index];
    return name !== other?.name || !isSameType(type, other.type);
  });
