/**
 * Actions that rules on policies check. The groups follow checkov's controls of the same names, as far as parts of a
 * lakehouse could be granted them.
 */

/**
 * Actions that don't support resource-level permissions, by AWS's service authorization reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const knowsNoResources: readonly string[] = [
  "cloudwatch:PutMetricData",
  "ec2:Describe*",
  "glue:GetSecurityConfiguration",
  "kms:ListAliases",
  "kms:ListKeys",
  // none of its actions does
  "lakeformation:*",
  // log delivery, not log groups: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
  // for statements, which have no ARN; a condition limits them to their owner
  "redshift-data:CancelStatement",
  "redshift-data:DescribeStatement",
  "redshift-data:GetStatementResult",
  "redshift-data:ListStatements",
  "s3:ListAllMyBuckets",
  "secretsmanager:GetRandomPassword",
  "sts:GetCallerIdentity",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

/**
 * Actions that Lambda performs with a function's role and checks before a resource exists. On all resources, only
 * Lambda can use them if the function's own code is denied them:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export const attachesFunctions: readonly string[] = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:UnassignPrivateIpAddresses",
];

export const exfiltrationActions: readonly string[] = [
  "s3:GetObject",
  "secretsmanager:GetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
];

export const credentialActions: readonly string[] = [
  "chime:CreateApiKey",
  "cognito-identity:GetCredentialsForIdentity",
  "ecr:GetAuthorizationToken",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreateServiceSpecificCredential",
  "iam:ResetServiceSpecificCredential",
  "iam:UpdateAccessKey",
  "redshift:GetClusterCredentials",
  "sts:AssumeRole",
  "sts:AssumeRoleWithSAML",
  "sts:AssumeRoleWithWebIdentity",
  "sts:GetFederationToken",
  "sts:GetSessionToken",
];

export const privilegeActions: readonly string[] = [
  "glue:UpdateDevEndpoint",
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:PassRole",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "lambda:UpdateFunctionCode",
  "lambda:UpdateFunctionConfiguration",
];

export const permissionActions: readonly string[] = [
  "glue:PutResourcePolicy",
  "iam:CreateRole",
  "iam:DeleteRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "kms:CreateGrant",
  "kms:PutKeyPolicy",
  "lambda:AddPermission",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketAcl",
  "s3:PutBucketPolicy",
  "s3:PutObjectAcl",
  "secretsmanager:PutResourcePolicy",
  "sns:AddPermission",
  "sqs:AddPermission",
];
