/** What roles may do, and who may assume them. */
import { allowsOf, covers, granted, isEverything, statementsOf, type Statement } from "../document.ts";
import { listAt } from "../judges.ts";
import type { Judge, Rule } from "../rule.ts";
import {
  attachesFunctions,
  credentialActions,
  exfiltrationActions,
  knowsNoResources,
  permissionActions,
  privilegeActions,
} from "./iam-actions.ts";

const role = "aws:iam/role:Role";

const iam = {
  severity: "high",
  services: ["IAM"],
  types: ["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"],
} as const;

/** Complains about each allowing statement for which `complain` returns a text. */
const eachAllow =
  (key: "policy" | "assumeRolePolicy", complain: (statement: Statement) => string | undefined): Judge =>
  ({ inputs }) =>
    allowsOf(inputs[key]).flatMap((statement) => {
      const complaint = complain(statement);
      return complaint === undefined ? [] : [`the statement ${statement.sid} ${complaint}`];
    });

const onEverything =
  (actions: readonly string[]) =>
  (statement: Statement): string | undefined => {
    const found = isEverything(statement) ? granted(statement, actions) : [];
    return found.length === 0 ? undefined : `allows ${found.join(", ")} on every resource`;
  };

/** The network attachment actions that the policy denies the function's code on every resource. */
const deniedToCode = (policy: unknown): string[] =>
  statementsOf(policy)
    .filter(({ allows, conditions }) => !allows && conditions.has("lambda:sourcefunctionarn"))
    .filter(isEverything)
    .flatMap((statement) => granted(statement, attachesFunctions));

const isWild = (action: string): boolean => /[*?]/.test(action);

/**
 * Redshift passes the database user on whose behalf it assumes a role as the external id, and neither account nor
 * resource.
 */
const isRedshift = (services: readonly string[]): boolean =>
  services.every((service) => /^redshift(-serverless)?\.amazonaws\.com$/.test(service));

export const iamRules: readonly Rule[] = [
  {
    ...iam,
    id: "iam-no-administrator",
    title: "No policy allows everything on everything",
    origins: ["IAM.1", "CKV_AWS_62"],
    severity: "critical",
    judge: eachAllow("policy", (statement) =>
      statement.actions.includes("*") && isEverything(statement) ? "allows everything on everything" : undefined,
    ),
    fix: "name the actions and the resources",
  },
  {
    ...iam,
    id: "iam-named-actions",
    title: "Policies name actions, without wildcards",
    origins: ["IAM.21", "CKV_AWS_63", "AwsSolutions-IAM5"],
    judge: eachAllow("policy", ({ actions }) => {
      const wild = actions.filter(isWild);
      return wild.length === 0 ? undefined : `allows ${wild.join(", ")}`;
    }),
    fix: "name the actions that the part calls",
  },
  {
    ...iam,
    id: "iam-named-resources",
    title: "Policies name resources, unless the action doesn't support them",
    origins: ["CKV_AWS_355", "AwsSolutions-IAM5"],
    judge: (resource, stack) => {
      const free = [...knowsNoResources, ...deniedToCode(resource.inputs["policy"])];
      return eachAllow("policy", (statement) => {
        const restrictable = statement.actions.filter((action) => !free.some((known) => covers(known, action)));
        return isEverything(statement) && restrictable.length > 0
          ? `allows ${restrictable.join(", ")} on every resource`
          : undefined;
      })(resource, stack);
    },
    fix: "name the resources; for network attachment actions, deny them to the function's code (lambda:SourceFunctionArn)",
  },
  {
    ...iam,
    id: "iam-nothing-inverted",
    title: "No policy allows everything except something",
    origins: [],
    judge: eachAllow("policy", ({ inverted }) => (inverted ? "uses NotAction or NotResource" : undefined)),
    fix: "name what is allowed",
  },
  {
    ...iam,
    id: "iam-no-exfiltration",
    title: "No policy allows reading data, parameters or secrets on every resource",
    origins: ["CKV_AWS_288"],
    judge: eachAllow("policy", onEverything(exfiltrationActions)),
    fix: "name the objects, parameters or secrets",
  },
  {
    ...iam,
    id: "iam-no-credentials",
    title: "No policy gives access to others' credentials",
    origins: ["CKV_AWS_287"],
    judge: eachAllow("policy", onEverything(credentialActions)),
    fix: "remove the actions, or name whose credentials they are",
  },
  {
    ...iam,
    id: "iam-no-privilege-escalation",
    title: "No policy allows privilege escalation",
    origins: ["CKV_AWS_286"],
    severity: "critical",
    judge: eachAllow("policy", onEverything(privilegeActions)),
    fix: "remove the actions, or name the roles and functions that they are for",
  },
  {
    ...iam,
    id: "iam-no-permission-management",
    title: "No policy allows changing others' permissions on every resource",
    origins: ["CKV_AWS_289"],
    judge: eachAllow("policy", onEverything(permissionActions)),
    fix: "remove the actions, or name the resources",
  },
  {
    ...iam,
    id: "iam-no-decryption-with-all-keys",
    title: "No policy allows decryption with every key",
    origins: ["KMS.1", "KMS.2"],
    judge: eachAllow("policy", (statement) => {
      const everyKey = statement.resources.some(
        (resource) => resource === "*" || /^arn:[^:]+:kms:.*:key\/\*$/.test(resource),
      );
      return everyKey && granted(statement, ["kms:Decrypt", "kms:ReEncryptFrom"]).length > 0
        ? "allows decryption with every key"
        : undefined;
    }),
    fix: "name the keys of the zones that the part reads",
  },
  {
    ...iam,
    id: "iam-passes-roles-to-named-services",
    title: "iam:PassRole names the role and the service",
    origins: [],
    judge: eachAllow("policy", (statement) =>
      granted(statement, ["iam:PassRole"]).length > 0 &&
      (isEverything(statement) || !statement.conditions.has("iam:passedtoservice"))
        ? "allows iam:PassRole without naming the role and the service"
        : undefined,
    ),
    fix: "name the role, and the service in the condition iam:PassedToService",
  },
  {
    ...iam,
    id: "iam-no-managed-policies",
    title: "No role has an AWS managed policy",
    origins: ["AwsSolutions-IAM4", "CKV_AWS_274"],
    types: [role, "aws:iam/rolePolicyAttachment:RolePolicyAttachment"],
    judge: ({ inputs }) =>
      [...listAt(inputs, "managedPolicyArns"), ...listAt(inputs, "policyArn")]
        .filter((arn) => /^arn:[^:]+:iam::aws:policy\//.test(String(arn)))
        .map((arn) => `it has ${String(arn)}, which AWS may extend`),
    fix: "write the statements that the part needs",
  },
  {
    ...iam,
    id: "iam-no-users",
    title: "Nothing uses an IAM user's long-lived keys",
    origins: ["CKV_AWS_273"],
    types: ["aws:iam/user:User", "aws:iam/accessKey:AccessKey"],
    judge: () => ["its keys don't expire"],
    fix: "use a role",
  },
  {
    ...iam,
    id: "iam-trust-named",
    title: "No role may be assumed by anybody",
    origins: ["CKV_AWS_60"],
    severity: "critical",
    types: [role],
    judge: eachAllow("assumeRolePolicy", ({ principals }) =>
      principals.includes("*") ? "lets anybody assume the role" : undefined,
    ),
    fix: "name the principal",
  },
  {
    ...iam,
    id: "iam-trust-no-whole-account",
    title: "No role may be assumed by a whole account",
    origins: ["CKV_AWS_61"],
    types: [role],
    judge: eachAllow("assumeRolePolicy", ({ principals }) =>
      principals.some((principal) => /^\d{12}$|^arn:[^:]+:iam::\d{12}:root$/.test(principal))
        ? "lets a whole account assume the role"
        : undefined,
    ),
    fix: "name the roles that may assume it",
  },
  {
    ...iam,
    id: "iam-trust-for-this-account",
    title: "A service assumes a role only on behalf of this account",
    origins: [],
    types: [role],
    judge: eachAllow("assumeRolePolicy", ({ servicePrincipals, conditions }) =>
      servicePrincipals.length > 0 &&
      !(isRedshift(servicePrincipals) ? ["sts:externalid"] : ["aws:sourceaccount", "aws:sourcearn"]).some((key) =>
        conditions.has(key),
      )
        ? `lets ${servicePrincipals.join(", ")} assume the role for resources of any account`
        : undefined,
    ),
    fix: "add the condition aws:SourceAccount, or for Redshift sts:ExternalId with the ARN of its database users",
  },
];
