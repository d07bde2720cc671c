import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RedshiftDeployment } from "../../../model/documents/deployment.ts";
import { listsObjects, readsObjects, writesObjects } from "../../permissions/access.ts";
import { catalogResources, queryStatements, type Querying } from "../../permissions/athena.ts";
import { actionsOf } from "../../permissions/key-uses.ts";
import { allow, permissions, type Statement } from "../../permissions/policy.ts";
import { arn } from "../../place.ts";
import type { ZoneBucket } from "../storage/zone-bucket.ts";

export interface QueryAccessArgs extends Querying {
  readonly artifacts: ZoneBucket;
  /** Name of the parameter that holds the deployment document. */
  readonly deploymentParameter: string;
  /** Names of the jobs that build and analyze models. */
  readonly modelJobs: readonly pulumi.Output<string>[];
  /** The function that tags columns and maintains preview databases, under the name by which SQL appliers invoke it. */
  readonly governForSql: { readonly arn: pulumi.Input<string> };
  /** `undefined` without Redshift. */
  readonly redshift: RedshiftAccess | undefined;
}

interface RedshiftAccess {
  readonly workgroupArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly deployment: pulumi.Output<Pick<RedshiftDeployment, "adminSecretArn">>;
}

/**
 * Policies that principals attach to their own roles, which the program doesn't own. They only allow running queries;
 * Lake Formation decides what the queries may read.
 */
export class QueryAccess extends pulumi.ComponentResource {
  constructor(name: string, args: QueryAccessArgs) {
    super("lakehouse:infra:QueryAccess", name);
    const policy = (part: string, description: string, statements: readonly Statement[]): void => {
      new aws.iam.Policy(
        `${name}-${part}`,
        { name: `${args.place.prefix}-${part}`, description, policy: permissions(statements) },
        { parent: this },
      );
    };
    policy("query", "To query the lakehouse by Athena and Redshift, which say what", [
      ...queryStatements(args),
      ...(args.redshift ? redshiftStatements(args.redshift) : []),
    ]);
    policy("apply-sql", "To plan and apply the repository's SQL, for data engineers", applyStatements(args));
    this.registerOutputs({});
  }
}

/** Creating views also needs a Lake Formation grant; the job creates models, and the function creates databases. */
const applyStatements = (args: QueryAccessArgs): Statement[] => {
  const { place, artifacts, keys, modelJobs, governForSql, redshift } = args;
  return [
    allow("FindParts", ["ssm:GetParameter"], [arn(place, "ssm", `parameter${args.deploymentParameter}`)]),
    allow(
      "KeepViews",
      ["glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable"],
      catalogResources(args, ["curated"]),
    ),
    readsObjects("ReadSql", artifacts, ["contracts/", "sql/"]),
    writesObjects("WriteSql", artifacts, ["sql/"]),
    listsObjects("FindSql", artifacts),
    allow("EncryptSql", actionsOf("writes"), [keys.operations]),
    allow(
      "RunModelJobs",
      ["glue:StartJobRun", "glue:GetJobRun", "glue:BatchStopJobRun"],
      modelJobs.map((job) => job.apply((name) => arn(place, "glue", `job/${name}`))),
    ),
    allow("Govern", ["lambda:InvokeFunction"], [governForSql.arn]),
    // these actions don't support resource-level permissions; Lake Formation returns only what the caller may see
    allow("ComparePermissions", ["lakeformation:GetResourceLFTags", "lakeformation:ListPermissions"], ["*"]),
    ...(redshift ? redshiftOwnerStatements(redshift) : []),
  ];
};

/** The administrator manages Redshift's schemas, roles, and grants, using the secret that Redshift stores. */
const redshiftOwnerStatements = ({ deployment, keyArn }: RedshiftAccess): Statement[] => [
  allow("OwnRedshiftObjects", ["secretsmanager:GetSecretValue"], [deployment.adminSecretArn]),
  allow("DecryptRedshiftSecret", actionsOf("reads"), [keyArn]),
];

/**
 * A statement belongs to the session that sent it: other sessions with the same role don't see its rows. The Data API
 * encrypts them with the namespace's key, for which Redshift creates a grant as the caller.
 */
const redshiftStatements = ({ workgroupArn, keyArn }: RedshiftAccess): Statement[] => [
  allow(
    "ConnectToRedshift",
    ["redshift-serverless:GetCredentials", "redshift-serverless:GetWorkgroup"],
    [workgroupArn],
  ),
  allow(
    "QueryRedshift",
    [
      "redshift-data:ExecuteStatement",
      "redshift-data:BatchExecuteStatement",
      "redshift-data:ListDatabases",
      "redshift-data:ListSchemas",
      "redshift-data:ListTables",
      "redshift-data:DescribeTable",
    ],
    [workgroupArn],
  ),
  // https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html
  allow(
    "FollowOwnStatements",
    [
      "redshift-data:DescribeStatement",
      "redshift-data:GetStatementResult",
      "redshift-data:CancelStatement",
      "redshift-data:ListStatements",
    ],
    ["*"],
    { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } },
  ),
  allow("LetDataApiUseKey", ["kms:CreateGrant"], [keyArn], { Bool: { "kms:GrantIsForAWSResource": "true" } }),
];
