/** Keys and who may use them. */
import { allowsOf, granted, publicStatements } from "../document.ts";
import { at, equals, input, isGiven } from "../judges.ts";
import type { Resource, Rule, Stack } from "../rule.ts";

const key = "aws:kms/key:Key";
const keyPolicy = "aws:kms/keyPolicy:KeyPolicy";

const policiesOf = (resource: Resource, stack: Stack): unknown[] => [
  resource.inputs["policy"],
  ...stack
    .of(keyPolicy)
    .filter(({ inputs }) => isGiven(inputs["keyId"]) && inputs["keyId"] === at(resource.inputs, "keyId"))
    .map(({ inputs }) => inputs["policy"]),
];

/** With one of these, a principal can grant itself the others. */
const administration = ["kms:PutKeyPolicy", "kms:CreateGrant", "kms:ScheduleKeyDeletion"];

const kms = { severity: "high", services: ["KMS"], types: [key] } as const;

export const kmsRules: readonly Rule[] = [
  {
    ...kms,
    id: "kms-rotation",
    title: "Keys rotate",
    origins: ["KMS.4", "CKV_AWS_7", "AwsSolutions-KMS5"],
    severity: "medium",
    judge: equals("enableKeyRotation", true),
    fix: "set enableKeyRotation",
  },
  {
    ...kms,
    id: "kms-not-public",
    title: "No key policy admits anybody",
    origins: ["KMS.5", "CKV_AWS_33"],
    severity: "critical",
    types: [key, keyPolicy],
    judge: ({ inputs }) => publicStatements(inputs["policy"]),
    fix: "name the principals, or restrict the statement to this account with kms:CallerAccount",
  },
  {
    ...kms,
    id: "kms-policy-stated",
    title: "Every key states who may use it",
    origins: ["CKV2_AWS_64"],
    judge: (resource, stack) =>
      policiesOf(resource, stack).some(isGiven)
        ? []
        : ["everybody whom IAM allows may use it, because it has no policy"],
    fix: "set the key's policy",
  },
  {
    ...kms,
    id: "kms-administered-by-account",
    title: "Only the account itself administers a key",
    origins: [],
    types: [key, keyPolicy],
    judge: ({ inputs }) =>
      allowsOf(inputs["policy"])
        .filter(({ principals }) => principals.some((principal) => !/^arn:[^:]+:iam::\d{12}:root$/.test(principal)))
        .filter((statement) => !statement.conditions.has("kms:grantisforawsresource"))
        .map((statement) => ({ sid: statement.sid, actions: granted(statement, administration) }))
        .filter(({ actions }) => actions.length > 0)
        .map(({ sid, actions }) => `the statement ${sid} gives ${actions.join(", ")} to others than the account`),
    fix: "name the actions that the principal needs, without the key's administration",
  },
  {
    ...kms,
    id: "kms-deletion-waits",
    title: "A key that is deleted by mistake can be recovered for at least two weeks",
    origins: [],
    severity: "medium",
    judge: input("deletionWindowInDays", (days) => days === undefined || Number(days) >= 14, "14 to 30"),
    fix: "set deletionWindowInDays",
  },
  {
    ...kms,
    id: "kms-enabled",
    title: "Keys are enabled",
    origins: ["CKV_AWS_227"],
    severity: "medium",
    judge: input("isEnabled", (enabled) => enabled !== false, "true"),
    fix: "leave isEnabled out",
  },
];
