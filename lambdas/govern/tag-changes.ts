/** Required changes to the tags of a database, table or column. Pure. Never changes keys that are not ours. */
import type { ListedTable } from "../../aws/glue/databases.ts";
import type { AssignedTags, TableTags } from "../../aws/lake-formation/tag-store.ts";
import type { TaggedTable } from "../../model/governance/tags.ts";
import { tagKeys, type Tags } from "../../model/governance/tags.ts";

export interface TagChange {
  /** The affected columns; if absent, the table itself. */
  readonly columns?: readonly string[];
  readonly tags: AssignedTags;
}

export interface TagChanges {
  readonly remove: readonly TagChange[];
  readonly add: readonly TagChange[];
}

/** Columns grouped by tag, so that one call serves them all. */
const grouped = (pairs: readonly (readonly [column: string, key: string, value: string])[]): readonly TagChange[] => {
  const groups = new Map<string, { columns: string[]; tags: AssignedTags }>();
  for (const [column, key, value] of pairs) {
    const group = groups.get(`${key}=${value}`) ?? { columns: [], tags: { [key]: value } };
    group.columns.push(column);
    groups.set(`${key}=${value}`, group);
  }
  return [...groups.values()];
};

const own = (tags: AssignedTags): AssignedTags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => tagKeys.some((known) => known === key)));

/**
 * Zone and domain are inherited from the database, and so is `sensitivity` of anything that no contract declares.
 * Declared columns have their own tag; a view has one for the whole, and none for its columns.
 *
 * @param declared what contracts and SQL declare for the table; `undefined` if nothing
 */
export const tagChanges = (table: ListedTable, declared: TaggedTable | undefined, assigned: TableTags): TagChanges => {
  const isView = declared?.sensitivity !== undefined;
  // an undeclared column must not be covered: a view with additional columns no longer matches its tag
  const isAsDeclared = isView && table.columns.every((column) => Object.hasOwn(declared.columns, column));
  const ofView = isAsDeclared ? declared.sensitivity : undefined;
  // sources choose any column names, including "constructor": lookups must not find Object.prototype's members
  const sensitivity = new Map(isView ? [] : Object.entries(declared?.columns ?? {}));
  const onColumns = new Map(Object.entries(assigned.columns));
  const onTable = own(assigned.table);
  const surplusOnTable = Object.fromEntries(
    Object.entries(onTable).filter(([key]) => key !== "sensitivity" || ofView === undefined),
  );
  const surplus = Object.entries(assigned.columns).flatMap(([column, tags]) =>
    Object.entries(own(tags))
      .filter(([key]) => key !== "sensitivity" || !sensitivity.has(column))
      .map(([key, value]) => [column, key, value] as const),
  );
  const missing = table.columns.flatMap((column) => {
    const value = sensitivity.get(column);
    return value === undefined || onColumns.get(column)?.["sensitivity"] === value
      ? []
      : [[column, "sensitivity", value] as const];
  });
  const missingOnTable = ofView === undefined || onTable["sensitivity"] === ofView ? [] : [{ sensitivity: ofView }];
  return {
    remove: [...(Object.keys(surplusOnTable).length === 0 ? [] : [{ tags: surplusOnTable }]), ...grouped(surplus)],
    add: [...missingOnTable.map((tags) => ({ tags })), ...grouped(missing)],
  };
};

/** Tags that are missing from a database or have another value. */
export const missingTags = (wanted: Tags, assigned: AssignedTags): AssignedTags =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => assigned[key] !== value));
