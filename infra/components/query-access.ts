import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../model/dataset.ts";
import { databaseName, zones, type Zone } from "../../model/names.ts";
import { actionsOf } from "./key-uses.ts";
import { arn, type Place } from "./place.ts";
import { allow, permissions, type Statement } from "./policy.ts";
import type { ZoneBucket } from "./zone-bucket.ts";

export interface QueryAccessArgs {
  readonly place: Place;
  readonly sources: readonly Source[];
  readonly workgroup: pulumi.Input<string>;
  readonly queryResults: ZoneBucket;
  /** Key of the queries' results. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * Policies that principals attach to their own roles, which the program doesn't own. What they read is up to Lake
 * Formation; these only let them ask.
 */
export class QueryAccess extends pulumi.ComponentResource {
  constructor(name: string, args: QueryAccessArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:QueryAccess", name, {}, options);
    const policy = (part: string, description: string, statements: readonly Statement[]): void => {
      new aws.iam.Policy(
        `${name}-${part}`,
        { name: `${args.place.prefix}-${part}`, description, policy: permissions(statements) },
        { parent: this },
      );
    };
    policy("query", "To query the lakehouse by Athena; Lake Formation says what", queryStatements(args));
    policy("create-views", "To keep views in the curated zone, for data engineers", [
      allow(
        "KeepViews",
        ["glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable"],
        catalogResources(args, ["curated"]),
      ),
    ]);
    this.registerOutputs({});
  }
}

const catalogResources = ({ place, sources }: QueryAccessArgs, among: readonly Zone[]): string[] => [
  arn(place, "glue", "catalog"),
  ...sources
    .flatMap(({ name }) => among.map((zone) => databaseName(name, zone)))
    .flatMap((database) => [arn(place, "glue", `database/${database}`), arn(place, "glue", `table/${database}/*`)]),
];

/**
 * Neither results nor queries can be listed: the workgroup's users share one place for results, and whoever knows a
 * query's id (a random UUID) reads its answer.
 */
const queryStatements = (args: QueryAccessArgs): Statement[] => {
  const { place, workgroup, queryResults, keyArn } = args;
  return [
    allow(
      "Query",
      [
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetQueryResultsStream",
        "athena:GetWorkGroup",
      ],
      [pulumi.output(workgroup).apply((name) => arn(place, "athena", `workgroup/${name}`))],
    ),
    allow(
      "Browse",
      ["athena:GetDataCatalog", "athena:ListDatabases", "athena:GetDatabase", "athena:ListTableMetadata"],
      [arn(place, "athena", "datacatalog/AwsDataCatalog")],
    ),
    allow(
      "ReadCatalog",
      ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"],
      catalogResources(args, zones),
    ),
    // Lake Formation's own decision follows; the action knows no resources
    allow("AskLakeFormation", ["lakeformation:GetDataAccess"], ["*"]),
    allow("FindResults", ["s3:GetBucketLocation"], [queryResults.arn]),
    allow(
      "KeepResults",
      ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
      [pulumi.interpolate`${queryResults.arn}/athena/*`],
    ),
    allow("EncryptResults", actionsOf("writes"), [keyArn]),
  ];
};
