/** The one role by which Redshift reads the lake, whoever queries. */
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
      description: "What Redshift does in the lake on behalf of those who query; Lake Formation says what it reads",
      statements: statements(args),
    },
    { parent },
  );

/**
 * Redshift says on whose behalf it takes the role by the ARN of the database user, in place of the account:
 * https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service-database-users.html
 */
const takenBy = (place: Place): Trust => ({
  services: ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"],
  conditions: { StringLike: { "sts:ExternalId": arn(place, "redshift", `dbuser:serverless-${place.accountId}-*/*`) } },
});

/** No object and no key: tables' files are read by the credentials that Lake Formation gives. */
const statements = ({ place, sources }: RedshiftRoleArgs): Statement[] => [
  allow(
    "ReadCatalog",
    ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"],
    [
      arn(place, "glue", "catalog"),
      ...sources
        .flatMap(({ name }) => {
          const curated = databaseName(name, "curated");
          // `*` stands for any characters, slashes included: also what is built beside production
          return [`${databaseName(name, "processed")}/*`, `${curated}/*`, environmentDatabase(curated, "*")];
        })
        .flatMap((tables) => [
          arn(place, "glue", `database/${tables.replace(/\/\*$/, "")}`),
          arn(place, "glue", `table/${tables}`),
        ]),
    ],
  ),
  // Lake Formation's own decision follows; the action knows no resources
  allow("AskLakeFormation", ["lakeformation:GetDataAccess"], ["*"]),
];
