/** The stack's roles, by the parts that they are named after. */
import type { Persona } from "../../model/governance/principals.ts";
import type { FunctionName, JobName } from "../../model/parts.ts";
import type { Place } from "../place.ts";

/** Roles of workloads and of the services that run them: `<prefix>-<part>`. */
export type PartRole =
  | FunctionName
  | JobName
  | "crawl"
  | "nightly"
  | "schedules"
  | "mail-schedules"
  | "lakeformation"
  | "maintain"
  | "redshift"
  | "flow-logs";

/** The roles with which QuickSight queries Athena, so that Lake Formation decides what a persona sees. */
export type PersonaRole = `quicksight-${Persona}`;

export type RoleName = PartRole | PersonaRole;

export const quickSightRole = (persona: Persona): PersonaRole => `quicksight-${persona}`;

/** ARN of a service role, for use before the role exists or whether or not it does. */
export const roleArn = ({ partition, accountId, prefix }: Place, role: RoleName): string =>
  `arn:${partition}:iam::${accountId}:role/${prefix}-${role}`;
