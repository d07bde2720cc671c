import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { type Writer, type GovernedStack, type Principal } from "../../../model/documents/deployment.ts";
import { principalGrants, queryGrant, writerGrants, type TagGrant } from "../../../model/governance/grants.ts";
import { databaseTags, tagKeys } from "../../../model/governance/tags.ts";
import { databaseName, zones, type Zone } from "../../../model/names.ts";
import { nightFiguresColumns } from "../../../model/night-figures.ts";
import type { Keys } from "../../permissions/key-uses.ts";
import { roleArn } from "../../permissions/roles.ts";
import type { Place } from "../../place.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";
import type { Catalog } from "./catalog.ts";
import type { DataLakeSettings } from "./data-lake-settings.ts";
import type { LakeTagKeys } from "./lake-tags.ts";
import { Locations } from "./locations.ts";
import { grantByTags } from "./tag-grant.ts";

/** A job that writes tables, with the resources that must exist before its role can be granted anything. */
export interface GovernedWriter extends Writer {
  readonly after: readonly pulumi.Resource[];
}

/** A principal that reads tables; for the stack's own roles, with the resources that must exist before a grant. */
export interface GovernedPrincipal extends Principal {
  readonly after?: readonly pulumi.Resource[];
}

export interface GovernanceArgs {
  readonly place: Place;
  readonly sources: readonly Source[];
  readonly catalog: Catalog;
  readonly settings: DataLakeSettings;
  readonly tags: LakeTagKeys;
  readonly buckets: Readonly<Record<Zone, ZoneBucket>>;
  readonly keys: Keys;
  readonly principals: readonly GovernedPrincipal[];
  readonly writers: readonly GovernedWriter[];
  /** Identifies the compiled contracts: when it changes, tables and columns are retagged. */
  readonly contractsHash: string;
}

/**
 * Who may read what: tags on databases, locations governed by Lake Formation, and a grant by tags for every purpose of
 * every principal. Tables come and go outside the program; the function tags them, here and after every night.
 */
export class Governance extends pulumi.ComponentResource {
  /** The governance part of the deployment document. */
  readonly stack: pulumi.Output<GovernedStack>;
  /** Every grant: anything that queries as one of the principals depends on them. */
  readonly granted: readonly pulumi.Resource[];
  private readonly args: GovernanceArgs;

  constructor(name: string, args: GovernanceArgs) {
    super("lakehouse:infra:Governance", name);
    this.args = args;
    const tagged = this.tagDatabases(name);
    const { place, buckets, keys } = args;
    const after = args.settings.applied;
    const { registered } = new Locations(`${name}-locations`, { place, buckets, keys, after }, { parent: this });
    this.stack = stackOf(args);
    this.granted = [
      ...this.grantByTags(name, tagged),
      ...this.grantQueries(name),
      ...this.grantLocations(name, registered),
    ];
    new aws.lambda.Invocation(
      `${name}-catalog`,
      {
        functionName: args.settings.govern.functionName,
        input: JSON.stringify({ action: "catalog" }),
        triggers: { contracts: args.contractsHash, figures: Object.keys(nightFiguresColumns).join(" ") },
      },
      { parent: this, dependsOn: [...tagged, ...this.granted] },
    );
    this.registerOutputs({});
  }

  private tagDatabases(name: string): pulumi.Resource[] {
    return this.args.sources.flatMap((source) =>
      zones.map((zone) => {
        const tags = databaseTags(source.name, zone);
        const database = databaseName(source.name, zone);
        return new aws.lakeformation.ResourceLfTags(
          `${name}-${database}`,
          {
            database: { name: this.args.catalog.databases[database] ?? database },
            lfTags: tagKeys.map((key) => ({ key: this.args.tags[key].key, value: tags[key] ?? "" })),
          },
          // Deleting a database deletes its tags; until then they say who may drop it
          { parent: this, deleteBeforeReplace: true, retainOnDelete: true },
        );
      }),
    );
  }

  private grantByTags(name: string, tagged: readonly pulumi.Resource[]): pulumi.Resource[] {
    const { principals, writers, sources, tags } = this.args;
    const domains = sources.map((source) => source.name);
    const grant = (owner: string, grants: readonly TagGrant[], after: readonly pulumi.Resource[] = []) =>
      grants.map((one) =>
        grantByTags(`${name}-${owner}`, one, tags, { parent: this, dependsOn: [...tagged, ...after] }),
      );
    return [
      ...principals.flatMap((principal) => grant(principal.name, principalGrants(principal), principal.after)),
      ...writers.flatMap((writer) => grant(`job-${writer.name}`, writerGrants(writer, domains), writer.after)),
    ];
  }

  /** On Athena's `default` database, which isn't the stack's: the function creates it if nobody else has. */
  private grantQueries(name: string): pulumi.Resource[] {
    const { principals, settings } = this.args;
    return principals.map((principal) => {
      const { role, purpose, database, permissions } = queryGrant(principal);
      return new aws.lakeformation.Permissions(
        `${name}-${principal.name}-${purpose}`,
        { principal: role, permissions: [...permissions], database: { name: database } },
        {
          parent: this,
          deleteBeforeReplace: true,
          dependsOn: [settings.applied, ...(principal.after ?? [])],
        },
      );
    });
  }

  private grantLocations(name: string, registered: readonly pulumi.Resource[]): pulumi.Resource[] {
    const { writers, buckets } = this.args;
    return writers.flatMap((writer) =>
      writer.writes.map(
        (zone) =>
          new aws.lakeformation.Permissions(
            `${name}-job-${writer.name}-locate-${zone}`,
            { principal: writer.role, permissions: ["DATA_LOCATION_ACCESS"], dataLocation: { arn: buckets[zone].arn } },
            { parent: this, deleteBeforeReplace: true, dependsOn: [...registered, ...writer.after] },
          ),
      ),
    );
  }
}

const stackOf = ({ place, buckets, principals, writers, settings }: GovernanceArgs): pulumi.Output<GovernedStack> =>
  pulumi.output({
    principals: principals.map(({ name, persona, role, domains }) => ({ name, persona, role, domains })),
    writers: writers.map(({ name, role, reads, writes, filesBy }) => ({
      name,
      role,
      reads: [...reads],
      writes: [...writes],
      filesBy,
    })),
    locations: zones.map((zone) => ({ zone, arn: buckets[zone].arn, role: roleArn(place, "lakeformation") })),
    administrators: [...settings.administrators],
  });
