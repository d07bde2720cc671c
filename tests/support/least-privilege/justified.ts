/**
 * Why actions stay in the policies though no call in the sandbox uses them, by `<sid> <action>`. A reason is either
 * something that AWS does and the sandbox doesn't, with the page that says so, or an accident that happens on some
 * nights only.
 */
import type { PartRole } from "../../../infra/permissions/roles.ts";
import { byAccident, type Justifications } from "./compare.ts";

const docs = "https://docs.aws.amazon.com";

/** The same reason for several actions of a statement. */
const each = (sid: string, actions: readonly string[], reason: string): Readonly<Record<string, string>> =>
  Object.fromEntries(actions.map((action) => [`${sid} ${action}`, reason]));

const keyUse = ["kms:Decrypt", "kms:GenerateDataKey"];

const maintenance = `Optimizers start by themselves in AWS; in the sandbox only when asked, tests/sandbox/maintenance/table-optimizers.test.ts: ${docs}/glue/latest/dg/optimization-prerequisites.html.`;
const maintain = {
  ...each("ReadProcessed", ["s3:GetObject"], maintenance),
  ...each("WriteProcessed", ["s3:PutObject"], maintenance),
  ...each("ListProcessed", ["s3:ListBucket"], maintenance),
  ...each("RemoveProcessed", ["s3:DeleteObject"], maintenance),
  ...each("ReadCurated", ["s3:GetObject"], maintenance),
  ...each("WriteCurated", ["s3:PutObject"], maintenance),
  ...each("ListCurated", ["s3:ListBucket"], maintenance),
  ...each("RemoveCurated", ["s3:DeleteObject"], maintenance),
  ...each("ReplaceSnapshots", ["glue:GetTable", "glue:UpdateTable"], maintenance),
  "AskLakeFormation lakeformation:GetDataAccess": maintenance,
  ...each("WriteLog", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], maintenance),
  ...each("EncryptWithKeys", keyUse, maintenance),
};

const extract = {
  "SendPages sqs:SendMessage": byAccident(
    "a chain of pages that takes longer than a delivery, or fails, goes on through the queue; tests/unit/lambdas/extract/chains.test.ts.",
  ),
  "ComparePages s3:GetObject": byAccident(
    "an existing page is compared by its checksum; tests/sandbox/lambdas/extraction.test.ts.",
  ),
  "ReceivePages sqs:GetQueueAttributes": `Lambda's poller requests the queue's length: ${docs}/lambda/latest/dg/services-sqs-configure.html.`,
};

const reconcile = {
  "UseLedger dynamodb:PutItem": byAccident(
    "a call of a source whose contract states a rate is counted; tests/sandbox/lambdas/ledger.test.ts.",
  ),
};

const tellsMissing = byAccident(
  `a missing object returns 404, and 403 without this permission: ${docs}/AmazonS3/latest/API/API_GetObject.html.`,
);

/** For every Spark job. */
const sparkJob = {
  "WriteMetrics cloudwatch:PutMetricData": `A run's metrics, which the sandbox doesn't make: ${docs}/glue/latest/dg/monitoring-awsglue-with-cloudwatch-metrics.html.`,
};

/** For a Spark job that writes tables. */
const writesTables = {
  ...sparkJob,
  "FindArtifacts s3:ListBucket": tellsMissing,
  "ListTables s3:ListBucket": tellsMissing,
  "RemoveTableFiles s3:DeleteObject": byAccident("Iceberg removes the files of a write that failed before its commit."),
  "RemoveTableFiles s3:AbortMultipartUpload": byAccident("Iceberg aborts a multipart upload when a write fails."),
  "ReadAndWriteCatalog glue:GetDatabase": "Glue's own build of Iceberg looks a new table's database up.",
};

const govern = {
  ...each(
    "KeepTablesOfFigures",
    ["glue:CreateTable", "glue:UpdateTable"],
    byAccident(
      "a source's table of figures is created once, by the deployment, and altered when it gets another column.",
    ),
  ),
  ...each(
    "Govern",
    ["lakeformation:BatchRevokePermissions", "lakeformation:RemoveLFTagsFromResource"],
    byAccident(
      "grants from before the deployment, and leftovers of removed sources and columns; tests/isolated/governance/govern.test.ts.",
    ),
  ),
  ...each(
    "SetOptimizers",
    ["glue:UpdateTableOptimizer", "glue:DeleteTableOptimizer"],
    byAccident("when settings change or a table leaves; tests/sandbox/maintenance/table-optimizers.test.ts."),
  ),
  "ReadCatalog glue:UpdateDatabase": byAccident(
    "clears a database's own defaults; tests/isolated/governance/govern.test.ts.",
  ),
  ...each(
    "KeepEnvironments",
    ["glue:CreateDatabase", "glue:DeleteDatabase", "glue:GetDatabase", "glue:GetTables", "glue:UpdateDatabase"],
    byAccident("while SQL is tried outside production; tests/sandbox/governance/curated.test.ts."),
  ),
  "RemoveEnvironments s3:DeleteObject": byAccident(
    "when such an environment is removed; tests/sandbox/governance/curated.test.ts.",
  ),
};

const nightly = {
  "RunJobs glue:GetJobRuns": `Part of what .sync asks for: ${docs}/step-functions/latest/dg/connect-glue.html.`,
  ...each(
    "EncryptWithKeys",
    keyUse,
    `Step Functions encrypts executions, the sandbox doesn't: ${docs}/step-functions/latest/dg/encryption-at-rest.html.`,
  ),
  ...each(
    "DeliverLog",
    [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    `Step Functions sets up its log through deliveries, which the sandbox doesn't have: ${docs}/step-functions/latest/dg/cw-logs.html.`,
  ),
};

const afterHours = "What has failed for hours is kept; the sandbox doesn't wait for that.";

const onLoan = `Lake Formation lends the role to queries and optimizers; in the sandbox, Trino reads tables by itself once the role may: ${docs}/lake-formation/latest/dg/registration-role.html.`;

const lakeformation = {
  ...each("UseTableFiles", ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], onLoan),
  "ListTableFiles s3:ListBucket": onLoan,
  "EncryptWithKeys kms:GenerateDataKey": onLoan,
};

const crawl = {
  ...each(
    "WriteLog",
    ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    `The crawler's log, which the sandbox writes as the account: ${docs}/glue/latest/dg/monitor-crawler.html.`,
  ),
  ...each("EncryptWithKeys", keyUse, "Glue encrypts the crawler's log with the security configuration's key."),
  ...each(
    "WriteCatalog",
    [
      "glue:DeleteTable",
      "glue:BatchGetPartition",
      "glue:BatchUpdatePartition",
      "glue:UpdatePartition",

      "glue:BatchDeletePartition",
    ],
    byAccident(`a crawl that finds partitions changed or gone: ${docs}/glue/latest/dg/crawler-prereqs.html.`),
  ),
};

const redshift = {
  ...each(
    "ReadCatalog",
    ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"],
    byAccident(
      `someone queries Redshift, which looks up external tables: ${docs}/redshift/latest/dg/c-spectrum-iam-policies.html.`,
    ),
  ),
  "AskLakeFormation lakeformation:GetDataAccess": byAccident(
    `someone queries Redshift, which requests the files' credentials: ${docs}/redshift/latest/dg/spectrum-lake-formation.html.`,
  ),
};

const asCaller = `Athena does it as the caller, the sandbox's Trino as the account: ${docs}/athena/latest/ug/managed-policies.html.`;
const appliesSql = byAccident("a data engineer plans and applies SQL; the demo does it as the account.");
const byDrivers = `Drivers and the console call it, the command doesn't: ${docs}/athena/latest/ug/connect-with-jdbc.html.`;

/** What a principal does to query Redshift; nights don't. */
const redshiftQueries = {
  ...each(
    "ConnectToRedshift",
    ["redshift-serverless:GetCredentials", "redshift-serverless:GetWorkgroup"],
    byAccident("Redshift queries; tests/sandbox/redshift/access.test.ts."),
  ),
  ...each(
    "QueryRedshift",
    [
      "redshift-data:ExecuteStatement",
      "redshift-data:BatchExecuteStatement",
      "redshift-data:ListDatabases",
      "redshift-data:ListSchemas",
      "redshift-data:ListTables",
      "redshift-data:DescribeTable",
    ],
    byAccident("Redshift queries; tests/sandbox/redshift/access.test.ts."),
  ),
  ...each(
    "FollowOwnStatements",
    [
      "redshift-data:DescribeStatement",
      "redshift-data:GetStatementResult",
      "redshift-data:CancelStatement",
      "redshift-data:ListStatements",
    ],
    byAccident("Redshift queries; tests/sandbox/redshift/access.test.ts."),
  ),
  "LetDataApiUseKey kms:CreateGrant": `The Data API encrypts statements and results with the namespace's key: ${docs}/redshift/latest/mgmt/data-api-kms.html.`,
};

const principal = {
  ...redshiftQueries,
  "Query athena:StopQueryExecution": byAccident("Ctrl-C; tests/sandbox/cli/commands.test.ts."),
  ...each("Query", ["athena:GetQueryResultsStream", "athena:GetWorkGroup"], byDrivers),
  ...each(
    "Browse",
    ["athena:GetDataCatalog", "athena:ListDatabases", "athena:GetDatabase", "athena:ListTableMetadata"],
    byDrivers,
  ),
  ...each("ReadCatalog", ["glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"], asCaller),
  ...each("KeepViews", ["glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable"], asCaller),
  "FindParts ssm:GetParameter": appliesSql,
  "ReadSql s3:GetObject": appliesSql,
  "WriteSql s3:PutObject": appliesSql,
  "FindSql s3:ListBucket": appliesSql,
  ...each("EncryptSql", keyUse, appliesSql),
  ...each("RunModelJobs", ["glue:StartJobRun", "glue:GetJobRun", "glue:BatchStopJobRun"], appliesSql),
  "Govern lambda:InvokeFunction": appliesSql,
  ...each("ComparePermissions", ["lakeformation:GetResourceLFTags", "lakeformation:ListPermissions"], appliesSql),
  "OwnRedshiftObjects secretsmanager:GetSecretValue": appliesSql,
  "DecryptRedshiftSecret kms:Decrypt": appliesSql,
  "KeepResults s3:AbortMultipartUpload": asCaller,
};

const listsTables = byAccident(
  "a job that may not create a table checks the list for it; tests/sandbox/cli/doctor.test.ts.",
);

/** Nights use every action that these allow. */
const usesAll = {};

export const justified = {
  accept: usesAll,
  plan: usesAll,
  reconcile,
  rotate: usesAll,
  "flow-logs": usesAll,
  maintain,
  extract,
  process: writesTables,
  analyze: sparkJob,
  curate: {
    ...writesTables,
    "FindArtifacts s3:ListBucket": byAccident(
      `a night before any SQL was applied: the object that names the compiled SQL is missing, which returns 404, and 403 without this permission: ${docs}/AmazonS3/latest/API/API_GetObject.html.`,
    ),
    ...each("ReadCatalog", ["glue:GetDatabase", "glue:GetTables"], listsTables),
    "ReadAndWriteCatalog glue:GetDatabase": listsTables,
    "ReadAndWriteCatalog glue:GetTables": listsTables,
    "ReadAndWriteCatalog glue:DeleteTable": byAccident(
      "a model is rebuilt in a separate table, and one whose first build fails its tests leaves none.",
    ),
  },
  govern,
  nightly,
  start: { "KeepFailedCalls sqs:SendMessage": afterHours, "EncryptWithKeys kms:GenerateDataKey": afterHours },
  schedules: { "KeepFailedStarts sqs:SendMessage": afterHours, ...each("EncryptWithKeys", keyUse, afterHours) },
  "mail-schedules": {
    "KeepFailedMails sqs:SendMessage": afterHours,
    "SendMails lambda:InvokeFunction": "A mail's schedule fires in the morning; the sandbox doesn't wait for that.",
    ...each("EncryptWithKeys", keyUse, afterHours),
  },
  mail: {
    "KeepFailedCalls sqs:SendMessage": afterHours,
    "EncryptWithKeys kms:GenerateDataKey": afterHours,
    "FindReports s3:ListBucket": tellsMissing,
    ...each("ReadCatalog", ["glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"], asCaller),
    "KeepResults s3:AbortMultipartUpload": asCaller,
    "UseLedger dynamodb:GetItem": byAccident("a night with a known run, whose items it reads."),
  },
  lakeformation,
  report: {
    "ReadInferredColumns glue:GetTables": byAccident(
      "a dataset that was never crawled: the list shows that its table is missing.",
    ),
  },
  crawl,
  redshift,
  principal,
} satisfies Justifications & Readonly<Record<PartRole | "principal", object>>;
