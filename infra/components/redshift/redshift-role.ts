/** The one role with which Redshift reads the lake, whoever queries. */
import type * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { databaseName } from "../../../model/names.ts";
import { environmentDatabase } from "../../../model/sql/environment.ts";
import { allow, type Statement, type Trust } from "../../permissions/policy.ts";
import { arn, type Place } from "../../place.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";

export interface RedshiftRoleArgs {
  readonly place: Place;
  readonly sources: readonly Source[];
}

export const redshiftRole = (name: string, args: RedshiftRoleArgs, parent: pulumi.Resource): ServiceRole =>
  new ServiceRole(
    name,
    {
      place: args.place,
      part: "redshift",
      service: takenBy(args.place),
      description: "Redshift reads the lake with it on behalf of whoever queries; Lake Formation decides what it reads",
      statements: statements(args),
    },
    { parent },
  );

/**
 * Redshift identifies on whose behalf it assumes the role by the database user's ARN, in place of the account:
 * https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service-database-users.html
 */
const takenBy = (place: Place): Trust => ({
  services: ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"],
  conditions: { StringLike: { "sts:ExternalId": arn(place, "redshift", `dbuser:serverless-${place.accountId}-*/*`) } },
});

/** No objects and no keys: Redshift reads tables' files with the credentials that Lake Formation vends. */
const statements = ({ place, sources }: RedshiftRoleArgs): Statement[] => [
  allow(
    "ReadCatalog",
    ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"],
    [
      arn(place, "glue", "catalog"),
      ...sources
        .flatMap(({ name }) => {
          const curated = databaseName(name, "curated");
          // `*` matches any characters, including slashes, and so also what is built next to production
          return [`${databaseName(name, "processed")}/*`, `${curated}/*`, environmentDatabase(curated, "*")];
        })
        .flatMap((tables) => [
          arn(place, "glue", `database/${tables.replace(/\/\*$/, "")}`),
          arn(place, "glue", `table/${tables}`),
        ]),
    ],
  ),
  // Lake Formation then decides; the action doesn't support resource-level permissions
  allow("AskLakeFormation", ["lakeformation:GetDataAccess"], ["*"]),
];
