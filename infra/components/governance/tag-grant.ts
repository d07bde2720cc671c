/** A grant by tags as a resource. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { TagGrant } from "../../../model/governance/grants.ts";
import { tagKeys, type TagKey } from "../../../model/governance/tags.ts";

/** @param owner first part of the resource's name; the grant's purpose is the last */
export const grantByTags = (
  owner: string,
  { role, purpose, on, expression, permissions }: TagGrant,
  tags: Readonly<Record<TagKey, aws.lakeformation.LfTag>>,
  options: pulumi.CustomResourceOptions,
): aws.lakeformation.Permissions =>
  new aws.lakeformation.Permissions(
    `${owner}-${purpose}`,
    {
      principal: role,
      permissions: [...permissions],
      lfTagPolicy: {
        resourceType: on,
        expressions: tagKeys.flatMap((key) => {
          const values = expression[key];
          return values === undefined ? [] : [{ key: tags[key].key, values: [...values] }];
        }),
      },
    },
    // In the opposite order, deleting the old grant would revoke what it shares with the new one
    { ...options, deleteBeforeReplace: true },
  );
