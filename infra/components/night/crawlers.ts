import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { databaseName } from "../../../model/names.ts";
import { listsObjects, readsObjects } from "../../permissions/access.ts";
import { rawCatalogArns } from "../../permissions/catalog-arns.ts";
import { readsSecurityConfiguration } from "../../permissions/glue-security.ts";
import { usesKeys, type Keys } from "../../permissions/key-uses.ts";
import { attachesGlue, type GlueAttachment } from "../../permissions/network-access.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { roleArn } from "../../permissions/roles.ts";
import { arn, crawlerName, type Place } from "../../place.ts";
import { crawlerLogGroup, createGlueLogs } from "../building-blocks/glue-logs.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import type { GovernedWriter } from "../governance/governance.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface CrawlersArgs {
  readonly place: Place;
  readonly sources: readonly Source[];
  readonly raw: ZoneBucket;
  readonly keys: Keys;
  /** Database names as outputs, by name. */
  readonly databases: Readonly<Record<string, pulumi.Input<string>>>;
  /** Encrypts the crawlers' logs. */
  readonly securityConfiguration: pulumi.Input<string>;
  readonly logRetentionDays: number;
  /** Placement in the private network; `undefined` if the crawlers run in AWS's own network. */
  readonly network: GlueAttachment | undefined;
}

const part = "crawl";

/**
 * Files sampled per run and dataset. A crawl is billed for at least ten minutes, which a few files per run don't use
 * up; the pages of a run come from consecutive responses of the source and look alike.
 */
const sampleSize = 3;

/**
 * Level of `<bucket>/<source>/<dataset>`; the bucket is level 1:
 * https://docs.aws.amazon.com/glue/latest/dg/crawler-table-level.html
 */
const tableLevel = 3;

/**
 * A crawler per source. The schema it infers from the raw zone is compared with the contracts and is authoritative for
 * nothing: every run is a partition with its own files' columns, so a night is compared with what landed that night.
 */
export class Crawlers extends pulumi.ComponentResource {
  /** Crawler names by source. */
  readonly names: Readonly<Record<string, pulumi.Output<string>>>;
  /** For the raw zone. */
  readonly writer: GovernedWriter;

  constructor(name: string, args: CrawlersArgs) {
    super("lakehouse:infra:Crawlers", name);
    const role = new ServiceRole(
      name,
      {
        place: args.place,
        part,
        service: "glue.amazonaws.com",
        description: "What the crawlers of the raw zone may do",
        statements: statements(args),
      },
      { parent: this },
    );
    const logs = createGlueLogs(
      name,
      [crawlerLogGroup(args.place, part)],
      { retentionDays: args.logRetentionDays, keyArn: args.keys.operations },
      this,
    );
    this.writer = {
      name: part,
      role: roleArn(args.place, part),
      reads: [],
      writes: ["raw"],
      filesBy: "role",
      after: [role.policy],
    };
    this.names = Object.fromEntries(
      args.sources.map((source) => {
        const crawler = new aws.glue.Crawler(
          `${name}-${source.name}`,
          { ...crawlerSettings(source, args), role: role.arn },
          { parent: this, dependsOn: [role.policy, ...logs] },
        );
        return [source.name, crawler.name];
      }),
    );
    this.registerOutputs({});
  }
}

const crawlerSettings = (source: Source, args: CrawlersArgs): Omit<aws.glue.CrawlerArgs, "role"> => {
  const database = databaseName(source.name, "raw");
  return {
    name: crawlerName(args.place, source.name),
    description: `What the raw zone holds of ${source.name}, as it is and not as its contracts say`,
    databaseName: args.databases[database] ?? database,
    s3Targets: [
      {
        path: pulumi.interpolate`s3://${args.raw.bucket}/${source.name}/`,
        sampleSize,
        // a crawler uses a single connection and therefore a single zone:
        // https://docs.aws.amazon.com/glue/latest/dg/connection-S3-VPC.html
        ...(args.network && { connectionName: args.network.connectionNames[0] }),
      },
    ],
    // What expires in the raw zone also leaves the catalog
    schemaChangePolicy: { updateBehavior: "UPDATE_IN_DATABASE", deleteBehavior: "DELETE_FROM_DATABASE" },
    recrawlPolicy: { recrawlBehavior: "CRAWL_EVERYTHING" },
    configuration: JSON.stringify({
      Version: 1,
      // Otherwise differing runs become separate tables, or similar datasets become partitions of one
      Grouping: { TableGroupingPolicy: "CombineCompatibleSchemas", TableLevelConfiguration: tableLevel },
      // Nobody queries these tables by partition
      CreatePartitionIndex: false,
    }),
    securityConfiguration: args.securityConfiguration,
  };
};

const statements = (args: CrawlersArgs): Statement[] => {
  const { place, sources, raw } = args;
  return [
    readsObjects(
      "ReadPages",
      raw,
      sources.map(({ name }) => `${name}/`),
    ),
    listsObjects("FindPages", raw),
    ...usesKeys(part, args.keys),
    readsSecurityConfiguration(),
    ...(args.network ? attachesGlue(place, args.network) : []),
    allow(
      "WriteCatalog",
      [
        "glue:GetDatabase",
        "glue:GetTable",
        "glue:GetTables",
        "glue:CreateTable",
        "glue:UpdateTable",
        "glue:DeleteTable",
        "glue:GetPartitions",
        "glue:BatchGetPartition",
        "glue:BatchCreatePartition",
        "glue:BatchUpdatePartition",
        "glue:UpdatePartition",
        "glue:DeletePartition",
        "glue:BatchDeletePartition",
      ],
      rawCatalogArns(place, sources),
    ),
    // All crawlers of an account write to these groups, which Glue creates, encrypts, and names
    allow(
      "WriteLog",
      ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"],
      [arn(place, "logs", "log-group:/aws-glue/crawlers*")],
    ),
  ];
};
