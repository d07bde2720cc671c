import type { RelationPermissionsStore } from "../../aws/lake-formation/relation-permissions.ts";
import type { RelationPermissions } from "../../model/documents/revision.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { SqlRefusal } from "../codes.ts";

/** Permissions that a relation had before and no longer has. Pure. */
export const lostPermissions = (before: RelationPermissions, after: RelationPermissions): RelationPermissions => {
  const tags = new Set(after.tags.map((tag) => JSON.stringify(tag)));
  const grants = new Set(after.grants.map((grant) => JSON.stringify(grant)));
  return {
    relation: before.relation,
    tags: before.tags.filter((tag) => !tags.has(JSON.stringify(tag))),
    grants: before.grants.filter((grant) => !grants.has(JSON.stringify(grant))),
  };
};

const problemOf = ({ relation, tags, grants }: RelationPermissions, reason: string): Problem<SqlRefusal> => {
  const lost = [
    ...tags.map(({ column, key, value }) => `tag ${key}=${value}${column === undefined ? "" : ` of ${column}`}`),
    ...grants.map(({ principal, permission }) => `${permission} of ${principal}`),
  ];
  const message = `it lost ${lost.join(", ")} and they can't be restored: ${reason.replace(/\.$/, "")}`;
  return {
    code: "PERMISSIONS_LOST",
    place: relation,
    message,
    fix: "have a data lake administrator grant them again",
  };
};

/** A removed column loses its tags and grants. */
const ofPresentColumns = (lost: RelationPermissions, columns: ReadonlySet<string>): RelationPermissions => ({
  ...lost,
  tags: lost.tags.filter(({ column }) => column === undefined || columns.has(column)),
  grants: lost.grants.filter((grant) => grant.columns?.every((column) => columns.has(column)) ?? true),
});

/**
 * Restores what replaced relations lost.
 *
 * @param columnsOf the columns that a relation has now
 * @throws ProblemsError PERMISSIONS_LOST if the caller may not restore them
 */
export const restorePermissions = async (
  before: readonly RelationPermissions[],
  columnsOf: (relation: string) => readonly string[],
  store: RelationPermissionsStore,
): Promise<void> => {
  const problems: Problem<SqlRefusal>[] = [];
  for (const held of before) {
    const all = lostPermissions(held, await store.read(held.relation));
    const lost = ofPresentColumns(all, new Set(columnsOf(held.relation)));
    if (lost.tags.length + lost.grants.length === 0) continue;
    const refusal = await store.restore(lost);
    if (refusal !== undefined) problems.push(problemOf(lost, refusal));
  }
  if (problems.length > 0) throw new ProblemsError("permissions", problems);
};
