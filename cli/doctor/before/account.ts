/** Who deploys, and whether they have the required permissions. */
import { iamClient } from "../../../aws/iam/client.ts";
import { simulatedActions } from "../../../aws/iam/roles.ts";
import { whoAmI } from "../../../aws/sts/caller.ts";
import { failed, ok, skipped, type Check } from "../check.ts";

/** One action that creates, changes or passes something, for each service that the program declares resources of. */
const deployingActions = [
  "athena:CreateWorkGroup",
  "cloudwatch:PutMetricAlarm",
  "dynamodb:CreateTable",
  "glue:CreateCrawler",
  "glue:CreateDatabase",
  "glue:CreateJob",
  "glue:CreateSecurityConfiguration",
  "iam:CreatePolicy",
  "iam:CreateRole",
  "iam:PassRole",
  "iam:PutRolePolicy",
  "kms:CreateKey",
  "kms:PutKeyPolicy",
  "lakeformation:CreateLFTag",
  "lakeformation:GrantPermissions",
  "lakeformation:RegisterResource",
  "lambda:CreateEventSourceMapping",
  "lambda:CreateFunction",
  "lambda:InvokeFunction",
  "logs:CreateLogGroup",
  "s3:CreateBucket",
  "s3:PutBucketPolicy",
  "scheduler:CreateSchedule",
  "secretsmanager:CreateSecret",
  "sns:CreateTopic",
  "sqs:CreateQueue",
  "ssm:PutParameter",
  "states:CreateStateMachine",
];

/** The role or user behind a session's ARN; policies can be simulated for these only. */
const simulated = (arn: string): string | undefined => {
  const session = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/(.+)\/[^/]+$/.exec(arn);
  if (session !== null) return `arn:${session[1] ?? ""}:iam::${session[2] ?? ""}:role/${session[3] ?? ""}`;
  return arn.endsWith(":root") ? undefined : arn;
};

export const callerCheck: Check = {
  code: "CALLER_RIGHTS",
  title: "The caller's permissions to deploy",
  look: async () => {
    const { arn } = await whoAmI();
    const principal = simulated(arn);
    if (principal === undefined) return ok("the account's root user may do everything; deploy as a role anyway");
    const results = await simulatedActions(iamClient(), principal, deployingActions);
    if (results.length === 0) return skipped(`IAM simulated nothing for ${principal}`);
    const denied = results.filter(({ isAllowed }) => !isAllowed).map(({ action }) => action);
    const fine = `${principal} is allowed ${results.length} actions that create resources, by its own policies`;
    return denied.length === 0
      ? ok(fine)
      : failed(
          `${principal} is denied ${denied.join(", ")}`,
          "deploy as a role that is allowed to, or extend its policies",
        );
  },
};
