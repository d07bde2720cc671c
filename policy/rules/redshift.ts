/** Redshift Serverless. */
import { allowsOf, granted } from "../document.ts";
import { customerKey, equals, input, isCustomerKey, listAt, textAt } from "../judges.ts";
import type { Resource, Rule, Stack } from "../rule.ts";

const namespace = "aws:redshiftserverless/namespace:Namespace";
const workgroup = "aws:redshiftserverless/workgroup:Workgroup";
const usageLimit = "aws:redshiftserverless/usageLimit:UsageLimit";

const redshift = { severity: "medium", services: ["Redshift Serverless"], types: [workgroup] } as const;

const logs = ["connectionlog", "userlog", "useractivitylog"];

const exportedLogs = ({ inputs }: Resource): readonly unknown[] => listAt(inputs, "logExports");

const parameter = ({ inputs }: Resource, key: string): string | undefined =>
  listAt(inputs, "configParameters")
    .filter((given) => textAt(given, "parameterKey") === key)
    .map((given) => textAt(given, "parameterValue"))
    .at(0);

const hasNetwork = (stack: Stack): boolean => stack.of("awsx:ec2:Vpc").length + stack.of("aws:ec2/vpc:Vpc").length > 0;

/** A limit refers to its workgroup by ARN, which ends with an id that AWS assigns: a stack has one workgroup. */
const isHardLimit = ({ inputs }: Resource): boolean =>
  inputs["usageType"] === "serverless-compute" &&
  inputs["breachAction"] === "deactivate" &&
  Number(inputs["amount"]) > 0;

export const redshiftRules: readonly Rule[] = [
  {
    ...redshift,
    id: "redshift-private",
    title: "Redshift can't be reached from the internet",
    origins: ["RedshiftServerless.3"],
    severity: "critical",
    judge: equals("publiclyAccessible", false),
    fix: "set publiclyAccessible to false",
  },
  {
    ...redshift,
    id: "redshift-in-network",
    title: "If there is a private network, Redshift is in it with all of its traffic, in three zones",
    origins: ["RedshiftServerless.1"],
    severity: "high",
    judge: (resource, stack) => {
      if (!hasNetwork(stack)) return [];
      return [
        ...equals("enhancedVpcRouting", true)(resource, stack),
        ...(new Set(listAt(resource.inputs, "subnetIds")).size < 3 ? ["it has no subnets in three zones"] : []),
        ...(listAt(resource.inputs, "securityGroupIds").length === 0 ? ["it has the network's default group"] : []),
      ];
    },
    fix: "set enhancedVpcRouting, three subnetIds and securityGroupIds",
  },
  {
    ...redshift,
    id: "redshift-tls-only",
    title: "Redshift refuses connections without TLS",
    origins: ["RedshiftServerless.2"],
    judge: (resource) => (parameter(resource, "require_ssl") === "true" ? [] : ["it takes connections in plain text"]),
    fix: "set require_ssl to true in configParameters",
  },
  {
    ...redshift,
    id: "redshift-customer-key",
    title: "Redshift's data is encrypted with a customer-managed key",
    origins: ["RedshiftServerless.4", "CKV_AWS_282"],
    types: [namespace],
    judge: customerKey("kmsKeyId"),
    fix: "set kmsKeyId to Redshift's key",
  },
  {
    ...redshift,
    id: "redshift-admin-password-managed",
    title:
      "The administrator's password is generated, stored and rotated by AWS, encrypted with a customer-managed key",
    origins: [],
    severity: "high",
    types: [namespace],
    judge: ({ inputs }) => [
      ...(inputs["manageAdminPassword"] === true ? [] : ["somebody knows its password, or nobody rotates it"]),
      ...(isCustomerKey(inputs["adminPasswordSecretKmsKeyId"])
        ? []
        : ["its secret isn't encrypted with a customer-managed key"]),
    ],
    fix: "set manageAdminPassword and adminPasswordSecretKmsKeyId, and no adminUserPassword",
  },
  {
    ...redshift,
    id: "redshift-own-names",
    title: "Administrator and database don't have AWS's default names",
    origins: ["RedshiftServerless.5", "RedshiftServerless.7"],
    types: [namespace],
    judge: ({ inputs }) =>
      [["adminUsername", ["admin", "awsuser", ""]] as const, ["dbName", ["dev", ""]] as const]
        .filter(([key, proposed]) => proposed.some((name) => name === textAt(inputs, key)))
        .map(([key]) => `${key} is the one that attackers try first`),
    fix: "set adminUsername and dbName",
  },
  {
    ...redshift,
    id: "redshift-logs-exported",
    title: "Connections, user changes and statements are logged",
    origins: ["RedshiftServerless.6"],
    types: [namespace],
    judge: (resource) =>
      logs.filter((log) => !exportedLogs(resource).includes(log)).map((log) => `${log} isn't exported`),
    fix: "name all three in logExports",
  },
  {
    ...redshift,
    id: "redshift-log-groups",
    title: "Every log group of Redshift is the program's, with its retention and key",
    origins: [],
    types: [namespace],
    judge: (resource, stack) => {
      const groups = stack.of("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs["name"]);
      return exportedLogs(resource)
        .map((log) => `/aws/redshift/${textAt(resource.inputs, "namespaceName")}/${String(log)}`)
        .filter((wanted) => !groups.includes(wanted))
        .map((wanted) => `Redshift creates ${wanted} itself, and keeps it forever`);
    },
    fix: "declare the log groups before the namespace",
  },
  {
    ...redshift,
    id: "redshift-use-limited",
    title: "Redshift's usage is limited, and queries stop at the limit",
    origins: [],
    judge: (_, stack) => (stack.of(usageLimit).some(isHardLimit) ? [] : ["its cost has no limit"]),
    fix: "add a UsageLimit on serverless-compute with breachAction deactivate",
  },
  {
    ...redshift,
    id: "redshift-capacity-limited",
    title: "Redshift has a maximum capacity",
    origins: [],
    severity: "low",
    judge: input("maxCapacity", (units) => Number(units) > 0, "a number of RPUs"),
    fix: "set maxCapacity",
  },
  {
    ...redshift,
    id: "redshift-queries-end",
    title: "A Redshift query that takes too long is canceled",
    origins: [],
    judge: (resource) =>
      Number(parameter(resource, "max_query_execution_time")) > 0 ? [] : ["a query may run for a day, and is billed"],
    fix: "set max_query_execution_time in configParameters",
  },
  {
    ...redshift,
    id: "redshift-role-reads-by-lake-formation",
    title: "Redshift's roles have no access to objects: Lake Formation vends what they may see",
    origins: [],
    severity: "high",
    services: ["Redshift Serverless", "Lake Formation"],
    types: [namespace],
    judge: ({ inputs }, stack) => {
      const names = listAt(inputs, "iamRoles").map((arn) => String(arn).split("/").at(-1));
      return stack
        .of("aws:iam/rolePolicy:RolePolicy")
        .filter(({ inputs: { role } }) => names.includes(String(role)))
        .filter(({ inputs: { policy } }) =>
          allowsOf(policy).some((statement) => granted(statement, ["s3:GetObject", "s3:PutObject"]).length > 0),
        )
        .map(({ name }) => `${name} bypasses Lake Formation`);
    },
    fix: "omit S3 actions from the role's policy",
  },
];
