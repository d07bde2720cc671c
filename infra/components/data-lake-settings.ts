import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../model/dataset.ts";
import { databaseName, zones } from "../../model/names.ts";
import { listsObjects, readsObjects, writesObjects } from "./access.ts";
import { LambdaFunction, type FunctionDefaults } from "./lambda-function.ts";
import { arn, roleArn, type Place } from "./place.ts";
import { allow, type Statement } from "./policy.ts";
import type { ZoneBucket } from "./zone-bucket.ts";

export interface DataLakeSettingsArgs {
  readonly functions: FunctionDefaults;
  readonly sources: readonly Source[];
  readonly artifacts: ZoneBucket;
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: pulumi.Input<string>;
  /** ARN of who deploys; undefined for the account's root, who needs no entry. */
  readonly deployer: string | undefined;
}

const part = "govern";

/**
 * The account's data lake settings, merged with what is there. By a function and not by the provider, which replaces
 * other administrators and leaves the defaults as they are: https://github.com/pulumi/pulumi-aws/issues/4366
 */
export class DataLakeSettings extends pulumi.ComponentResource {
  readonly govern: LambdaFunction;
  /** Roles that this stack makes administrators of the data lake. */
  readonly administrators: readonly string[];
  /** Is done when the settings are in effect. */
  readonly applied: aws.lambda.Invocation;

  constructor(name: string, args: DataLakeSettingsArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:DataLakeSettings", name, {}, options);
    const { place } = args.functions;
    this.administrators = [
      roleArn(place, part),
      ...(args.deployer === undefined || args.deployer === roleArn(place, part) ? [] : [args.deployer]),
    ];
    this.govern = new LambdaFunction(
      `${name}-${part}`,
      {
        defaults: args.functions,
        part,
        description: "Closes what Lake Formation leaves open, and tags tables and columns as their contracts say",
        timeoutSeconds: 600,
        memoryMiB: 512,
        environment: { ARTIFACTS_BUCKET: args.artifacts.bucket, BUNDLE_KEY: args.bundleKey },
        statements: statements(args),
      },
      { parent: this },
    );
    this.applied = new aws.lambda.Invocation(
      `${name}-settings`,
      {
        functionName: this.govern.functionName,
        // all that it depends on is in the input: a trigger would replace it, and what is replaced is undone afterwards
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
}

/** Lake Formation's actions know no resources; what the role does with them is limited by Lake Formation itself. */
const statements = ({ functions, sources, artifacts }: DataLakeSettingsArgs): Statement[] => [
  readsObjects("ReadContracts", artifacts, ["contracts/", "governance/"]),
  writesObjects("RememberAdministrators", artifacts, ["governance/"]),
  // the first time there is nothing to remember: 404 instead of 403 tells so
  listsObjects("FindAdministrators", artifacts),
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
    catalogResources(functions.place, sources),
  ),
];

const catalogResources = (place: Place, sources: readonly Source[]): string[] => [
  arn(place, "glue", "catalog"),
  ...sources
    .flatMap(({ name }) => zones.map((zone) => databaseName(name, zone)))
    .flatMap((database) => [arn(place, "glue", `database/${database}`), arn(place, "glue", `table/${database}/*`)]),
];
