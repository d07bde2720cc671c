import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { type Writer } from "../../../model/documents/deployment.ts";
import { athenaDefaultDatabase } from "../../../model/governance/grants.ts";
import { sqlAlias } from "../../../model/governance/sql-alias.ts";
import type { Maintenance } from "../../../model/maintenance.ts";
import { databaseName, zones } from "../../../model/names.ts";
import { nightFiguresTable } from "../../../model/night-figures.ts";
import { environmentPrefix } from "../../../model/sql/environment.ts";
import { listsObjects, readsObjects, writesObjects } from "../../permissions/access.ts";
import { inCatalog, maintainedDatabases, previewsInCatalog, tableInCatalog } from "../../permissions/catalog-arns.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { roleArn } from "../../permissions/roles.ts";
import { arn } from "../../place.ts";
import { LambdaFunction, type FunctionDefaults } from "../building-blocks/lambda-function.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface DataLakeSettingsArgs {
  readonly functions: FunctionDefaults;
  readonly sources: readonly Source[];
  readonly artifacts: ZoneBucket;
  /** Contains the tables of nights' figures. */
  readonly processed: ZoneBucket;
  /** Contains the tables of curated databases, including previews. */
  readonly curated: ZoneBucket;
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: pulumi.Input<string>;
  /** How the tables of the processed and curated zones are maintained; the role is the optimizers'. */
  readonly maintenance: Maintenance;
  /** ARNs of all deployers, current and future. */
  readonly deployers: readonly string[];
}

const part = "govern";

/**
 * The account's data lake settings, merged with the existing ones. A function does this because the provider replaces
 * other administrators and leaves the defaults unchanged: https://github.com/pulumi/pulumi-aws/issues/4366
 */
export class DataLakeSettings extends pulumi.ComponentResource {
  /** The function that nights call with `{"action": "catalog"}` and their group. */
  readonly govern: LambdaFunction;
  /** The same function for SQL appliers: called by this name, it makes nobody an administrator. */
  readonly governForSql: { readonly arn: pulumi.Output<string>; readonly functionName: pulumi.Output<string> };
  /** For the tables of nights' figures, which the function creates but doesn't fill. */
  readonly writer: Writer & { readonly after: readonly pulumi.Resource[] };
  /** Roles that this stack makes data lake administrators. */
  readonly administrators: readonly string[];
  /** Completes when the settings are in effect. */
  readonly applied: aws.lambda.Invocation;

  constructor(name: string, args: DataLakeSettingsArgs) {
    super("lakehouse:infra:DataLakeSettings", name);
    const { place } = args.functions;
    this.administrators = [...new Set([roleArn(place, part), ...args.deployers])];
    this.govern = new LambdaFunction(
      `${name}-${part}`,
      {
        defaults: args.functions,
        part,
        description: "Closes what Lake Formation leaves open, tags tables and columns, and sets their optimizers",
        timeoutSeconds: 600,
        memoryMiB: 512,
        environment: {
          ARTIFACTS_BUCKET: args.artifacts.bucket,
          BUNDLE_KEY: args.bundleKey,
          PROCESSED_BUCKET: args.processed.bucket,
          CURATED_BUCKET: args.curated.bucket,
          MAINTENANCE: JSON.stringify(args.maintenance),
        },
        statements: statements(args),
      },
      { parent: this },
    );
    this.writer = {
      name: part,
      role: roleArn(place, part),
      reads: [],
      writes: ["processed"],
      filesBy: "role",
      after: [this.govern.permissions],
    };
    this.governForSql = this.createAlias(`${name}-${part}-${sqlAlias}`);
    this.applied = new aws.lambda.Invocation(
      `${name}-settings`,
      {
        functionName: this.govern.functionName,
        // the input holds everything it depends on: a trigger would replace the invocation, and a replaced one is
        // undone afterward
        input: JSON.stringify({
          action: "settings",
          administrators: this.administrators,
          domains: args.sources.map((source) => source.name),
        }),
        lifecycleScope: "CRUD",
      },
      { parent: this },
    );
    this.registerOutputs({});
  }

  private createAlias(name: string): DataLakeSettings["governForSql"] {
    const { functionName, arn: functionArn } = this.govern;
    const alias = new aws.lambda.Alias(
      name,
      { name: sqlAlias, description: "For those who apply SQL", functionName, functionVersion: "$LATEST" },
      { parent: this },
    );
    return {
      arn: pulumi.interpolate`${functionArn}:${alias.name}`,
      functionName: pulumi.interpolate`${functionName}:${alias.name}`,
    };
  }
}

/**
 * Lake Formation's actions don't support resource-level permissions; Lake Formation itself limits what the role does
 * with them.
 */
const statements = ({ functions, sources, artifacts, maintenance }: DataLakeSettingsArgs): Statement[] => [
  readsObjects("ReadDeclarations", artifacts, ["contracts/", "governance/", "sql/"]),
  writesObjects("RememberAdministrators", artifacts, ["governance/"]),
  allow("RemoveEnvironments", ["s3:DeleteObject"], [pulumi.interpolate`${artifacts.arn}/${environmentPrefix}*`]),
  // lists environments; on the first run nothing is stored yet, and S3 then answers 404 instead of 403
  listsObjects("FindDeclarations", artifacts),
  allow(
    "Govern",
    [
      "lakeformation:GetDataLakeSettings",
      "lakeformation:PutDataLakeSettings",
      "lakeformation:ListPermissions",
      "lakeformation:BatchRevokePermissions",
      "lakeformation:GetLFTag",
      "lakeformation:GetResourceLFTags",
      "lakeformation:AddLFTagsToResource",
      "lakeformation:RemoveLFTagsFromResource",
    ],
    ["*"],
  ),
  allow(
    "ReadCatalog",
    ["glue:GetDatabase", "glue:GetTables", "glue:UpdateDatabase"],
    [
      arn(functions.place, "glue", "catalog"),
      ...sources.flatMap(({ name }) => zones.flatMap((zone) => inCatalog(functions.place, databaseName(name, zone)))),
    ],
  ),
  allow(
    "KeepTablesOfFigures",
    ["glue:GetTable", "glue:CreateTable", "glue:UpdateTable"],
    [
      arn(functions.place, "glue", "catalog"),
      ...sources.flatMap(({ name }) =>
        tableInCatalog(functions.place, databaseName(name, "processed"), nightFiguresTable),
      ),
    ],
  ),
  allow(
    "KeepDefaultDatabase",
    ["glue:CreateDatabase", "glue:GetDatabase"],
    [arn(functions.place, "glue", "catalog"), arn(functions.place, "glue", `database/${athenaDefaultDatabase}`)],
  ),
  allow(
    "SetOptimizers",
    [
      "glue:BatchGetTableOptimizer",
      "glue:CreateTableOptimizer",
      "glue:UpdateTableOptimizer",
      "glue:DeleteTableOptimizer",
    ],
    [
      arn(functions.place, "glue", "catalog"),
      ...maintainedDatabases(sources).flatMap((database) => inCatalog(functions.place, database)),
    ],
  ),
  allow("HandOverOptimizersRole", ["iam:PassRole"], [maintenance.roleArn], {
    StringEquals: { "iam:PassedToService": "glue.amazonaws.com" },
  }),
  allow(
    "KeepEnvironments",
    ["glue:CreateDatabase", "glue:DeleteDatabase", "glue:GetDatabase", "glue:GetTables", "glue:UpdateDatabase"],
    [
      arn(functions.place, "glue", "catalog"),
      ...sources.flatMap(({ name }) => previewsInCatalog(functions.place, name)),
    ],
  ),
];
