/** Permissions to query Athena as policy statements. Pure. */
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../model/documents/contract-bundle.ts";
import { athenaDefaultDatabase } from "../../model/governance/grants.ts";
import { databaseName, zones, type Zone } from "../../model/names.ts";
import { arn, type Place } from "../place.ts";
import { inCatalog, previewsInCatalog } from "./catalog-arns.ts";
import { actionsOf, type Keys } from "./key-uses.ts";
import { allow, type Statement } from "./policy.ts";

/** Where Athena runs queries and stores results. */
export interface Querying {
  readonly place: Place;
  readonly sources: readonly Source[];
  readonly workgroup: pulumi.Input<string>;
  readonly queryResults: { readonly arn: pulumi.Input<string> };
  readonly keys: Keys;
}

/** Databases and tables of some zones, including previews. */
export const catalogResources = ({ place, sources }: Querying, among: readonly Zone[]): string[] => [
  arn(place, "glue", "catalog"),
  ...sources.flatMap(({ name }) => [
    ...among.flatMap((zone) => inCatalog(place, databaseName(name, zone))),
    ...previewsInCatalog(place, name),
  ]),
];

/**
 * Neither results nor queries can be listed: the workgroup's users share one result location, and whoever knows a
 * query's id (a random UUID) can read its result.
 */
export const queryStatements = (args: Querying): Statement[] => [
  ...asksAthena(args, ["athena:StopQueryExecution", "athena:GetQueryResultsStream", "athena:GetWorkGroup"]),
  allow(
    "Browse",
    ["athena:GetDataCatalog", "athena:ListDatabases", "athena:GetDatabase", "athena:ListTableMetadata"],
    [arn(args.place, "athena", "datacatalog/AwsDataCatalog")],
  ),
];

/**
 * Permissions to send queries and read their results; Lake Formation decides what they read.
 *
 * @param more additional workgroup actions, for roles that do more than wait for a result
 */
export const asksAthena = (args: Querying, more: readonly string[] = []): Statement[] => {
  const { place, workgroup, queryResults, keys } = args;
  return [
    allow(
      "Query",
      ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", ...more],
      [pulumi.output(workgroup).apply((name) => arn(place, "athena", `workgroup/${name}`))],
    ),
    allow(
      "ReadCatalog",
      ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"],
      catalogResources(args, zones),
    ),
    // Athena needs it in every query:
    // https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
    allow(
      "FindDefaultDatabase",
      ["glue:GetDatabase"],
      [arn(place, "glue", "catalog"), arn(place, "glue", `database/${athenaDefaultDatabase}`)],
    ),
    // Lake Formation then decides; the action doesn't support resource-level permissions
    allow("AskLakeFormation", ["lakeformation:GetDataAccess"], ["*"]),
    allow("FindResults", ["s3:GetBucketLocation"], [queryResults.arn]),
    allow(
      "KeepResults",
      ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
      [pulumi.interpolate`${queryResults.arn}/athena/*`],
    ),
    allow("EncryptResults", actionsOf("writes"), [keys.results]),
  ];
};
