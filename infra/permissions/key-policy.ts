/** Key policies. Pure. Each allows administration, and use by specific roles and services. */
import { bucketName, functionLogGroup } from "../../model/names.ts";
import { regionalName } from "../../model/region.ts";
import { arn, type Place } from "../place.ts";
import { actionsOf, isOfMails, usersOf, type KeyName, type KeyUse } from "./key-uses.ts";
import { roleArn } from "./roles.ts";

export interface KeyPolicyArgs {
  readonly place: Place;
  /** ARNs of the principals' roles, which encrypt and decrypt their query results. */
  readonly queryRoles: readonly string[];
  /** Whether mails are sent: a role that doesn't exist can't be among the key's users. */
  readonly mails: boolean;
  /** Prefix of the stack's secret names, e.g. `lakehouse/dev/`. */
  readonly secretPrefix: string;
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface KeyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: { readonly AWS: string } | { readonly Service: string | readonly string[] };
  readonly Action: readonly string[];
  readonly Resource: "*";
  readonly Condition?: Conditions;
}

const allow = (
  Sid: string,
  Principal: KeyStatement["Principal"],
  Action: readonly string[],
  Condition?: Conditions,
): KeyStatement => ({ Sid, Effect: "Allow", Principal, Action, Resource: "*", ...(Condition && { Condition }) });

/** The account: whoever its IAM policies also allow. */
const account = ({ partition, accountId }: Place): KeyStatement["Principal"] => ({
  AWS: `arn:${partition}:iam::${accountId}:root`,
});

/**
 * Without it, nobody could manage the key. It includes neither use nor CreateGrant (an indirect use). Whoever may
 * change the policy can grant themselves use of the key; that is one call, and CloudTrail records it.
 */
const administration = [
  "kms:DescribeKey",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:UpdateKeyDescription",
  "kms:EnableKeyRotation",
  "kms:DisableKeyRotation",
  "kms:RotateKeyOnDemand",
  "kms:EnableKey",
  "kms:DisableKey",
  "kms:CreateAlias",
  "kms:UpdateAlias",
  "kms:DeleteAlias",
  "kms:RevokeGrant",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:ScheduleKeyDeletion",
  "kms:CancelKeyDeletion",
];

/** A service's name in `kms:ViaService` conditions; its suffix differs in China. */
const via = ({ region }: Place, service: string): string => regionalName(service, region);

/**
 * Use by roles that are named in a condition, not as principals: KMS rejects a policy whose principals don't exist yet
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html), and the roles' policies name the
 * keys. The role's own policy must allow the use as well.
 */
const rolesUse = (key: KeyName, use: KeyUse, args: KeyPolicyArgs): KeyStatement[] => {
  const { place, queryRoles, mails } = args;
  const users = usersOf(key).filter((user) => user.use === use && (mails || !isOfMails(user.role)));
  const roles = [
    ...users.map(({ role }) => roleArn(place, role)),
    ...(key === "results" && use === "writes" ? queryRoles : []),
  ];
  if (roles.length === 0) return [];
  const conditions = {
    ArnEquals: { "aws:PrincipalArn": roles },
    // Only S3 encrypts data: a role can't take a data key and decrypt elsewhere
    ...(key !== "operations" && { StringEquals: { "kms:ViaService": via(place, "s3") } }),
  };
  return [allow(use === "reads" ? "RolesDecrypt" : "RolesEncrypt", account(place), actionsOf(use), conditions)];
};

/** Log groups encrypted with the operations key. Glue's group names contain the security configuration's name. */
const logGroupPatterns = (place: Place): string[] =>
  [
    functionLogGroup(place.prefix, "*"),
    `/aws/vendedlogs/*${place.prefix}*`,
    `/aws-glue/*${place.prefix}*`,
    `/aws/redshift/${place.prefix}/*`,
  ].map((name) => arn(place, "logs", `log-group:${name}`));

/** Services that encrypt and decrypt on their own, only for this stack's resources. */
const servicesUse = ({ place }: KeyPolicyArgs): KeyStatement[] => [
  allow(
    "EncryptLogs",
    { Service: via(place, "logs") },
    ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroupPatterns(place) } },
  ),
  // Events of an encrypted state machine travel to its log encrypted:
  // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
  allow("DeliverLogs", { Service: "delivery.logs.amazonaws.com" }, ["kms:Decrypt"], {
    StringEquals: { "kms:EncryptionContext:SourceArn": arn(place, "logs", "*") },
  }),
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html: publishing to an encrypted topic needs both
  allow(
    "AnnounceToTopics",
    { Service: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] },
    ["kms:Decrypt", "kms:GenerateDataKey*"],
    { StringEquals: { "aws:SourceAccount": place.accountId } },
  ),
];

/**
 * For people who deploy and operate, whose roles the stack doesn't know: only through the service that holds the
 * resource, only for the stack's own resources, and only what their IAM policies allow there.
 */
const operatorsUse = ({ place, secretPrefix }: KeyPolicyArgs): KeyStatement[] => {
  const { partition, accountId, prefix } = place;
  const artifacts = `arn:${partition}:s3:::${bucketName(prefix, "artifacts", accountId)}`;
  const through = (sid: string, service: string, actions: readonly string[], context: Conditions): KeyStatement =>
    allow(sid, account(place), actions, {
      StringEquals: {
        "kms:ViaService": via(place, service),
        "kms:CallerAccount": accountId,
        ...context["StringEquals"],
      },
      ...(context["ArnLike"] && { ArnLike: context["ArnLike"] }),
      ...(context["Bool"] && { Bool: context["Bool"] }),
    });
  const table = { StringEquals: { "kms:EncryptionContext:aws:dynamodb:tableName": `${prefix}-ledger` } };
  const grantsOfServices = { Bool: { "kms:GrantIsForAWSResource": "true" } };
  const both = ["kms:Decrypt", "kms:GenerateDataKey"];
  return [
    through("OperateArtifacts", "s3", both, {
      ArnLike: { "kms:EncryptionContext:aws:s3:arn": [artifacts, `${artifacts}/*`] },
    }),
    through("OperateSecrets", "secretsmanager", both, {
      ArnLike: {
        "kms:EncryptionContext:SecretARN": [arn(place, "secretsmanager", `secret:${secretPrefix}*`)],
      },
    }),
    through("OperateQueues", "sqs", both, {
      ArnLike: { "kms:EncryptionContext:aws:sqs:arn": [arn(place, "sqs", `${prefix}-*`)] },
    }),
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    through("OperateLedger", "dynamodb", ["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", ...both], table),
    through("LetTablesUseKey", "dynamodb", ["kms:CreateGrant"], grantsOfServices),
    through("OperateNights", "states", both, {
      ArnLike: {
        "kms:EncryptionContext:aws:states:stateMachineArn": [arn(place, "states", `stateMachine:${prefix}-*`)],
      },
    }),
    // Lambda decrypts a function's variables with a grant that it creates for the function's role at deployment
    through("OperateFunctions", "lambda", ["kms:Encrypt", "kms:Decrypt"], {}),
    through("LetFunctionsUseKey", "lambda", ["kms:CreateGrant"], grantsOfServices),
  ];
};

const document = (statements: readonly KeyStatement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** Statements of a key's policy. */
export const keyStatements = (key: KeyName, args: KeyPolicyArgs): readonly KeyStatement[] => [
  allow("Administer", account(args.place), administration),
  ...rolesUse(key, "reads", args),
  ...rolesUse(key, "writes", args),
  ...(key === "operations" ? [...servicesUse(args), ...operatorsUse(args)] : []),
];

export const keyPolicy = (key: KeyName, args: KeyPolicyArgs): string => document(keyStatements(key, args));

/**
 * Redshift's key: whoever creates or queries the namespace uses the key only through Redshift, with the grants that
 * they let it create, and reads the administrator's secret only through Secrets Manager.
 * https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-kms-customer-managed-key.html
 * https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-kms.html
 */
export const redshiftKeyStatements = (place: Place): readonly KeyStatement[] => {
  const ofAccount = { "kms:CallerAccount": place.accountId };
  // redshift, redshift-serverless, and redshift-data; the Data API's page writes it without the region
  const services = { "kms:ViaService": [via(place, "redshift*"), "redshift.amazonaws.com"] };
  const secrets = { "kms:ViaService": via(place, "secretsmanager"), ...ofAccount };
  const grantsOfServices = { Bool: { "kms:GrantIsForAWSResource": "true" } };
  const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
  const adminSecret = arn(place, "secretsmanager", `secret:redshift!${place.prefix}-*`);
  return [
    allow("Administer", account(place), administration),
    allow("OperateRedshift", account(place), use, { StringEquals: ofAccount, StringLike: services }),
    allow("LetRedshiftUseKey", account(place), ["kms:CreateGrant"], {
      StringEquals: ofAccount,
      StringLike: services,
      ...grantsOfServices,
    }),
    allow("OperateAdminSecret", account(place), ["kms:Decrypt", "kms:GenerateDataKey"], {
      StringEquals: secrets,
      ArnLike: { "kms:EncryptionContext:SecretARN": adminSecret },
    }),
    allow("LetSecretUseKey", account(place), ["kms:CreateGrant"], { StringEquals: secrets, ...grantsOfServices }),
  ];
};

export const redshiftKeyPolicy = (place: Place): string => document(redshiftKeyStatements(place));
