/** What it takes to ask Athena, as policy statements: pure. */
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../model/documents/contract-bundle.ts";
import { athenaDefaultDatabase } from "../../model/governance/grants.ts";
import { databaseName, zones, type Zone } from "../../model/names.ts";
import { arn, type Place } from "../place.ts";
import { inCatalog, previewsInCatalog } from "./catalog-arns.ts";
import { actionsOf, type Keys } from "./key-uses.ts";
import { allow, type Statement } from "./policy.ts";

/** Where Athena is asked and keeps its answers. */
export interface Querying {
  readonly place: Place;
  readonly sources: readonly Source[];
  readonly workgroup: pulumi.Input<string>;
  readonly queryResults: { readonly arn: pulumi.Input<string> };
  readonly keys: Keys;
}

/** Databases and tables of some zones, with those of previews. */
export const catalogResources = ({ place, sources }: Querying, among: readonly Zone[]): string[] => [
  arn(place, "glue", "catalog"),
  ...sources.flatMap(({ name }) => [
    ...among.flatMap((zone) => inCatalog(place, databaseName(name, zone))),
    ...previewsInCatalog(place, name),
  ]),
];

/**
 * Neither results nor queries can be listed: the workgroup's users share one place for results, and whoever knows a
 * query's id (a random UUID) reads its answer.
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
 * What it takes to send queries and read their answers; what they read is up to Lake Formation.
 *
 * @param more actions on the workgroup besides, for those who do more than wait for an answer
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
    // Athena asks for it in every query: https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
    allow(
      "FindDefaultDatabase",
      ["glue:GetDatabase"],
      [arn(place, "glue", "catalog"), arn(place, "glue", `database/${athenaDefaultDatabase}`)],
    ),
    // Lake Formation's own decision follows; the action knows no resources
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
