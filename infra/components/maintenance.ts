import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../model/dataset.ts";
import type { Maintenance } from "../../model/maintenance.ts";
import { databaseName } from "../../model/names.ts";
import type { Config } from "../config/fields.ts";
import { inCatalog, previewsInCatalog } from "./catalog-arns.ts";
import type { GovernedWriter } from "./governance.ts";
import { arn, roleArn, type Place } from "./place.ts";
import { allow, type Statement } from "./policy.ts";
import { ServiceRole } from "./service-role.ts";

export interface TableMaintenanceArgs {
  readonly place: Place;
  readonly sources: readonly Source[];
}

const part = "maintain";
const maintained = ["processed", "curated"] as const;

/** What the function that sets tables' optimizers is told. */
export const maintenanceOf = (place: Place, settings: Config["maintenance"]): Maintenance => ({
  ...settings,
  catalogId: place.accountId,
  role: roleArn(place, part),
});

/** Databases whose tables are maintained, with all of their tables: by names, which is how their optimizers are made. */
export const maintainedCatalogArns = (place: Place, sources: readonly Source[]): string[] => [
  arn(place, "glue", "catalog"),
  ...sources.flatMap(({ name }) => [
    ...maintained.flatMap((zone) => inCatalog(place, databaseName(name, zone))),
    ...previewsInCatalog(place, name),
  ]),
];

/** Glue's optimizers are handed their role, and it is one that they take: it is named, and so is who takes it. */
export const setsOptimizers = (place: Place, sources: readonly Source[]): Statement[] => [
  allow(
    "SetOptimizers",
    [
      "glue:BatchGetTableOptimizer",
      "glue:CreateTableOptimizer",
      "glue:DeleteTableOptimizer",
      "glue:UpdateTableOptimizer",
    ],
    maintainedCatalogArns(place, sources),
  ),
  allow("HandOverRole", ["iam:PassRole"], [roleArn(place, part)], {
    StringEquals: { "iam:PassedToService": "glue.amazonaws.com" },
  }),
];

/**
 * The role of Glue's table optimizers. The optimizers themselves come and go with the tables, which jobs and SQL make:
 * the function `govern` sets them. It has no permission on objects: the zones are registered with Lake Formation, which
 * hands out credentials per table.
 */
export class TableMaintenance extends pulumi.ComponentResource {
  /** It makes no table. */
  readonly writer: GovernedWriter;

  constructor(name: string, { place, sources }: TableMaintenanceArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:TableMaintenance", name, {}, options);
    const role = new ServiceRole(
      name,
      {
        place,
        part,
        service: "glue.amazonaws.com",
        description: "What Glue's optimizers of tables may do",
        statements: statements(place, sources),
      },
      { parent: this },
    );
    this.writer = {
      name: part,
      role: roleArn(place, part),
      reads: [],
      writes: [],
      maintains: maintained,
      after: [role.policy],
    };
    this.registerOutputs({});
  }
}

/** As documented for registered data: https://docs.aws.amazon.com/glue/latest/dg/optimization-prerequisites.html */
const statements = (place: Place, sources: readonly Source[]): Statement[] => [
  // Lake Formation's own decision follows; the action knows no resources
  allow("AskLakeFormation", ["lakeformation:GetDataAccess"], ["*"]),
  allow("ReadAndCommit", ["glue:GetTable", "glue:UpdateTable"], maintainedCatalogArns(place, sources)),
  allow(
    "WriteLog",
    ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    ["compaction", "retention", "orphan-file-deletion"].map((work) =>
      arn(place, "logs", `log-group:/aws-glue/iceberg-${work}/logs:*`),
    ),
  ),
];
