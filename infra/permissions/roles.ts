/** The stack's roles, by the parts that they are named after. */
import type { Persona } from "../../model/governance/principals.ts";
import type { FunctionName, JobName } from "../../model/parts.ts";
import type { Place } from "../place.ts";

/** Of what runs, and of the services that run it: `<prefix>-<part>`. */
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

/** What QuickSight asks Athena as, so that Lake Formation decides what a persona sees. */
export type PersonaRole = `quicksight-${Persona}`;

export type RoleName = PartRole | PersonaRole;

export const quickSightRole = (persona: Persona): PersonaRole => `quicksight-${persona}`;

/** ARN of a service role: where it has to be named before, or whether or not, it exists. */
export const roleArn = ({ partition, accountId, prefix }: Place, role: RoleName): string =>
  `arn:${partition}:iam::${accountId}:role/${prefix}-${role}`;
