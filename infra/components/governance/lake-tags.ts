import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { administratorGrants } from "../../../model/governance/grants.ts";
import { tagKeys, tagValues, type TagKey } from "../../../model/governance/tags.ts";
import { byName } from "../../../model/parts.ts";
import type { DataLakeSettings } from "./data-lake-settings.ts";
import { grantByTags } from "./tag-grant.ts";

export interface LakeTagsArgs {
  readonly sources: readonly Source[];
  readonly settings: DataLakeSettings;
}

export type LakeTagKeys = Readonly<Record<TagKey, aws.lakeformation.LfTag>>;

/**
 * The tags, and administrators' permissions on databases that carry them. Both exist before the first database is
 * created and until the last is deleted: whoever destroys the stack may not be who created it, and without a grant
 * administrators can drop only their own databases.
 */
export class LakeTags extends pulumi.ComponentResource {
  readonly tags: LakeTagKeys;
  /** Databases must depend on them: then any deployer may change and drop the database. */
  readonly grants: readonly pulumi.Resource[];

  constructor(name: string, args: LakeTagsArgs) {
    super("lakehouse:infra:LakeTags", name);
    const { settings } = args;
    // Earlier stacks had them as children of the governance component
    const moved = { parent: this, aliases: [{ parent: pulumi.createUrn(name, "lakehouse:infra:Governance") }] };
    const values = tagValues(args.sources.map((source) => source.name));
    this.tags = byName(
      tagKeys,
      (key) =>
        new aws.lakeformation.LfTag(
          `${name}-${key}`,
          { key, values: [...values[key]] },
          { ...moved, dependsOn: [settings.applied] },
        ),
    );
    this.grants = settings.administrators.flatMap((role) =>
      administratorGrants(role).map((grant) =>
        grantByTags(`${name}-administrator-${role.split("/").at(-1) ?? role}`, grant, this.tags, moved),
      ),
    );
    this.registerOutputs({});
  }
}
