import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { listsObjects, readsObjects, writesObjects } from "../../permissions/access.ts";
import { inCatalog, maintainedDatabases } from "../../permissions/catalog-arns.ts";
import { usesKeys, type Keys } from "../../permissions/key-uses.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { roleArn } from "../../permissions/roles.ts";
import { arn, type Place } from "../../place.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";
import type { GovernedWriter } from "./governance.ts";

export interface MaintenanceRoleArgs {
  readonly place: Place;
  readonly sources: readonly Source[];
  readonly keys: Keys;
  readonly processed: ZoneBucket;
  readonly curated: ZoneBucket;
}

/**
 * The role of Glue's table optimizers: they compact small files and files with deletes, expire snapshots, and remove
 * files that no snapshot references.
 */
export class MaintenanceRole extends pulumi.ComponentResource {
  /** For both zones with tables: optimizers write them through Lake Formation. */
  readonly writer: GovernedWriter;

  constructor(name: string, args: MaintenanceRoleArgs) {
    super("lakehouse:infra:MaintenanceRole", name);
    const role = new ServiceRole(
      name,
      {
        place: args.place,
        part: "maintain",
        service: "glue.amazonaws.com",
        description: "What Glue's optimizers of Iceberg tables may do",
        statements: [...statements(args), ...usesKeys("maintain", args.keys)],
      },
      { parent: this },
    );
    this.writer = {
      name: "maintain",
      role: roleArn(args.place, "maintain"),
      reads: [],
      writes: ["processed", "curated"],
      filesBy: "lake-formation",
      after: [role.policy],
    };
    this.registerOutputs({});
  }
}

/**
 * https://docs.aws.amazon.com/glue/latest/dg/optimization-prerequisites.html, limited to this stack's buckets and
 * tables
 */
const statements = ({ place, sources, processed, curated }: MaintenanceRoleArgs): Statement[] => [
  ...([processed, curated] as const).flatMap((zone, index) => {
    const title = index === 0 ? "Processed" : "Curated";
    return [
      readsObjects(`Read${title}`, zone),
      writesObjects(`Write${title}`, zone),
      listsObjects(`List${title}`, zone),
      allow(`Remove${title}`, ["s3:DeleteObject"], [pulumi.interpolate`${zone.arn}/*`]),
    ];
  }),
  allow(
    "ReplaceSnapshots",
    ["glue:GetTable", "glue:UpdateTable"],
    [arn(place, "glue", "catalog"), ...maintainedDatabases(sources).flatMap((database) => inCatalog(place, database))],
  ),
  // Lake Formation then decides; the action doesn't support resource-level permissions
  allow("AskLakeFormation", ["lakeformation:GetDataAccess"], ["*"]),
  allow(
    "WriteLog",
    ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    ["compaction", "retention", "orphan-file-deletion"].map((what) =>
      arn(place, "logs", `log-group:/aws-glue/iceberg-${what}/logs:*`),
    ),
  ),
];
