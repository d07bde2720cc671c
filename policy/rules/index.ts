/** All rules by service. Add a new rule to its service's file. */
import type { Rule } from "../rule.ts";
import { athenaRules } from "./athena.ts";
import { cloudwatchRules } from "./cloudwatch.ts";
import { dynamodbRules } from "./dynamodb.ts";
import { ec2Rules } from "./ec2.ts";
import { glueRules } from "./glue.ts";
import { iamRules } from "./iam.ts";
import { kmsRules } from "./kms.ts";
import { lakeFormationRules } from "./lake-formation.ts";
import { lambdaRules } from "./lambda.ts";
import { messagingRules } from "./messaging.ts";
import { quickSightRules } from "./quicksight.ts";
import { redshiftRules } from "./redshift.ts";
import { s3Rules } from "./s3.ts";
import { secretsManagerRules } from "./secrets-manager.ts";
import { sqsRules } from "./sqs.ts";
import { stepFunctionsRules } from "./step-functions.ts";

export const rules: readonly Rule[] = [
  ...s3Rules,
  ...sqsRules,
  ...lambdaRules,
  ...glueRules,
  ...athenaRules,
  ...redshiftRules,
  ...quickSightRules,
  ...stepFunctionsRules,
  ...dynamodbRules,
  ...kmsRules,
  ...iamRules,
  ...secretsManagerRules,
  ...ec2Rules,
  ...lakeFormationRules,
  ...cloudwatchRules,
  ...messagingRules,
];
