/**
 * What AWS requires of a role because of a resource's settings, with the page that says so. It stays in the policies
 * whether or not the sandbox observed its use: unobserved doesn't mean unneeded.
 */
import type { RecordedResource } from "../../../infra/in-process/record.ts";
import { allows, type Roles } from "./policy.ts";

interface Requirement {
  readonly type: string;
  /** Whether a resource of the type has settings for which its role needs the actions. */
  readonly isSet: (inputs: RecordedResource["inputs"]) => boolean;
  /** Input that contains the role's ARN. */
  readonly roleAt: string;
  /** All of them on every resource: either they don't support resources or AWS checks before a resource exists. */
  readonly actions: readonly string[];
  readonly source: string;
}

const docs = "https://docs.aws.amazon.com";

const isGiven =
  (input: string): Requirement["isSet"] =>
  (inputs) =>
    inputs[input] !== undefined;

/** No page names the action; it is in the policy whose equivalent AWS asks for in roles of jobs and crawlers. */
const readsSecurityConfiguration = {
  isSet: isGiven("securityConfiguration"),
  actions: ["glue:GetSecurityConfiguration"],
  source: `${docs}/aws-managed-policy/latest/reference/AWSGlueServiceRole.html`,
};

export const requirements: readonly Requirement[] = [
  { ...readsSecurityConfiguration, type: "aws:glue/job:Job", roleAt: "roleArn" },
  { ...readsSecurityConfiguration, type: "aws:glue/crawler:Crawler", roleAt: "role" },
  {
    type: "aws:lambda/function:Function",
    isSet: isGiven("vpcConfig"),
    roleAt: "role",
    actions: [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ],
    source: `${docs}/lambda/latest/dg/configuration-vpc.html`,
  },
];

/** Sources by the part that a role is named after, then by action. */
export type Required = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The resources whose role needs the requirement. */
const needing = (requirement: Requirement, resources: readonly RecordedResource[]) =>
  resources.filter(({ type, inputs }) => type === requirement.type && requirement.isSet(inputs));

const partOf = (role: unknown, prefix: string): string => String(role).split(`/${prefix}`).at(-1) ?? "";

/** What the roles of a stack need, given its resources and its roles' name prefix. */
export const requiredOf = (resources: readonly RecordedResource[], prefix: string): Required => {
  const required: Record<string, Record<string, string>> = {};
  for (const requirement of requirements) {
    for (const { inputs } of needing(requirement, resources)) {
      const part = partOf(inputs[requirement.roleAt], prefix);
      const own = Object.fromEntries(requirement.actions.map((action) => [action, requirement.source]));
      required[part] = { ...required[part], ...own };
    }
  }
  return required;
};

/** Rows of the table that match no resource of any stack. */
export const staleRequirements = (resources: readonly RecordedResource[]): readonly string[] =>
  requirements
    .filter((requirement) => needing(requirement, resources).length === 0)
    .map(({ type, actions }) => `STALE ${actions.join(", ")}: no ${type} is set so that its role needs it`);

/** What AWS requires and a role's policy doesn't allow, or allows on some resources only. */
export const missingRequirements = (roles: Roles, required: Required): readonly string[] =>
  Object.entries(required).flatMap(([role, actions]) =>
    Object.entries(actions)
      .filter(([action]) => {
        const call = { role, action, resource: "*", context: {}, allowed: true, origin: "request", count: 1 };
        return !allows(roles[role] ?? [], call);
      })
      .map(([action, source]) => `MISSING ${role} ${action} on every resource: ${source}`),
  );
