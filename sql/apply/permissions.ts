import {
  AccessDeniedException,
  AddLFTagsToResourceCommand,
  EntityNotFoundException,
  GetResourceLFTagsCommand,
  GrantPermissionsCommand,
  paginateListPermissions,
  type LakeFormationClient,
  type LFTagPair,
  type Permission,
  type PrincipalResourcePermissions,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import type { HeldGrant, HeldTag, RelationPermissions } from "../../model/documents/revision.ts";
import type { SqlRefusal } from "../codes.ts";

/** What Lake Formation holds of single tables and views. Grants by LF-tags follow from the tags. */
export interface RelationPermissionsStore {
  readonly read: (relation: string) => Promise<RelationPermissions>;
  readonly restore: (lost: RelationPermissions) => Promise<void>;
}

const placeOf = (relation: string): { readonly DatabaseName: string; readonly Name: string } => {
  const [database = "", name = ""] = relation.split(".");
  return { DatabaseName: database, Name: name };
};

const resourceOf = (relation: string, columns?: readonly string[]): Resource =>
  columns === undefined
    ? { Table: placeOf(relation) }
    : { TableWithColumns: { ...placeOf(relation), ColumnNames: [...columns] } };

const heldTags = (pairs: readonly LFTagPair[] = [], column?: string): readonly HeldTag[] =>
  pairs.map(({ TagKey: key = "", TagValues: values = [] }) => ({
    ...(column !== undefined && { column }),
    key,
    value: values[0] ?? "",
  }));

const heldGrants = (entry: PrincipalResourcePermissions): readonly HeldGrant[] => {
  const principal = entry.Principal?.DataLakePrincipalIdentifier ?? "";
  const columns = entry.Resource?.TableWithColumns?.ColumnNames;
  return (entry.Permissions ?? []).map((permission) => ({
    principal,
    permission,
    grantable: entry.PermissionsWithGrantOption?.includes(permission) === true,
    ...(columns !== undefined && columns.length > 0 && { columns }),
  }));
};

/** What was held before and isn't any more. Pure. */
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
  const message = `it lost ${lost.join(", ")} and can't get them back: ${reason.replace(/\.$/, "")}`;
  return {
    code: "PERMISSIONS_LOST",
    place: relation,
    message,
    fix: "let an administrator of the data lake give them again",
  };
};

/** A column that was taken out takes its tags and grants along. */
const ofPresentColumns = (lost: RelationPermissions, columns: ReadonlySet<string>): RelationPermissions => ({
  ...lost,
  tags: lost.tags.filter(({ column }) => column === undefined || columns.has(column)),
  grants: lost.grants.filter((grant) => grant.columns?.every((column) => columns.has(column)) ?? true),
});

/**
 * Gives back what replaced relations lost.
 *
 * @param columnsOf the columns that a relation has now
 * @throws ProblemsError PERMISSIONS_LOST when the caller may not
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
    try {
      await store.restore(lost);
    } catch (error) {
      if (!(error instanceof AccessDeniedException)) throw error;
      problems.push(problemOf(lost, error.message));
    }
  }
  if (problems.length > 0) throw new ProblemsError("permissions", problems);
};

export const lakeFormationPermissions = (client: LakeFormationClient): RelationPermissionsStore => ({
  read: async (relation) => {
    const none = { relation, tags: [], grants: [] };
    try {
      const resource = resourceOf(relation);
      const assigned = await client.send(
        new GetResourceLFTagsCommand({ Resource: resource, ShowAssignedLFTags: true }),
      );
      const grants: HeldGrant[] = [];
      for await (const page of paginateListPermissions({ client }, { Resource: resource })) {
        grants.push(...(page.PrincipalResourcePermissions ?? []).flatMap(heldGrants));
      }
      const ofColumns = (assigned.LFTagsOnColumns ?? []).flatMap(({ Name: name, LFTags: tags }) =>
        heldTags(tags, name),
      );
      return { relation, tags: [...heldTags(assigned.LFTagsOnTable), ...ofColumns], grants };
    } catch (error) {
      // Who may not see what Lake Formation holds couldn't give it back: that is for the function govern to tag.
      if (error instanceof EntityNotFoundException || error instanceof AccessDeniedException) return none;
      throw error;
    }
  },
  restore: async ({ relation, tags, grants }) => {
    for (const { column, key, value } of tags) {
      const resource = resourceOf(relation, column === undefined ? undefined : [column]);
      await client.send(
        new AddLFTagsToResourceCommand({ Resource: resource, LFTags: [{ TagKey: key, TagValues: [value] }] }),
      );
    }
    for (const { principal, permission, grantable, columns } of grants) {
      const permissions = [permission as Permission];
      await client.send(
        new GrantPermissionsCommand({
          Principal: { DataLakePrincipalIdentifier: principal },
          Resource: resourceOf(relation, columns),
          Permissions: permissions,
          ...(grantable && { PermissionsWithGrantOption: permissions }),
        }),
      );
    }
  },
});
