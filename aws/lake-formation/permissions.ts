import {
  paginateListPermissions,
  type LakeFormationClient,
  type ListPermissionsRequest,
  type PrincipalResourcePermissions,
} from "@aws-sdk/client-lakeformation";

/** All permissions of a principal or on a resource; of the whole account if neither is named. */
export const listedPermissions = async (
  client: LakeFormationClient,
  filter: Pick<ListPermissionsRequest, "Principal" | "Resource"> = {},
): Promise<readonly PrincipalResourcePermissions[]> => {
  const permissions: PrincipalResourcePermissions[] = [];
  for await (const { PrincipalResourcePermissions: page = [] } of paginateListPermissions({ client }, filter)) {
    permissions.push(...page);
  }
  return permissions;
};
