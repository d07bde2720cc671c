import {
  AccessDeniedException,
  AddLFTagsToResourceCommand,
  EntityNotFoundException,
  GetResourceLFTagsCommand,
  GrantPermissionsCommand,
  type LakeFormationClient,
  type LFTagPair,
  type Permission,
  type PrincipalResourcePermissions,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import type { HeldGrant, HeldTag, RelationPermissions } from "../../model/documents/revision.ts";
import { listedPermissions } from "./permissions.ts";

/** Lake Formation's permissions on single tables and views. Grants by LF-tags follow from the tags. */
export interface RelationPermissionsStore {
  readonly read: (relation: string) => Promise<RelationPermissions>;
  /** @returns why the caller may not restore them; `undefined` if everything was restored */
  readonly restore: (lost: RelationPermissions) => Promise<string | undefined>;
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

const restore = async (client: LakeFormationClient, { relation, tags, grants }: RelationPermissions): Promise<void> => {
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
};

export const lakeFormationPermissions = (client: LakeFormationClient): RelationPermissionsStore => ({
  read: async (relation) => {
    const none = { relation, tags: [], grants: [] };
    try {
      const resource = resourceOf(relation);
      const assigned = await client.send(
        new GetResourceLFTagsCommand({ Resource: resource, ShowAssignedLFTags: true }),
      );
      const grants = (await listedPermissions(client, { Resource: resource })).flatMap(heldGrants);
      const ofColumns = (assigned.LFTagsOnColumns ?? []).flatMap(({ Name: name, LFTags: tags }) =>
        heldTags(tags, name),
      );
      return { relation, tags: [...heldTags(assigned.LFTagsOnTable), ...ofColumns], grants };
    } catch (error) {
      // Callers who may not see the permissions could not restore them either: the function govern tags instead.
      if (error instanceof EntityNotFoundException || error instanceof AccessDeniedException) return none;
      throw error;
    }
  },
  restore: async (lost) => {
    try {
      await restore(client, lost);
      return undefined;
    } catch (error) {
      if (error instanceof AccessDeniedException) return error.message;
      throw error;
    }
  },
});
