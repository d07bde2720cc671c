/**
 * Log groups of jobs and crawlers. Glue makes them where they aren't there, without an end to what they keep, and leaves
 * them behind; so the program makes them first, and takes them away.
 *
 * With a security configuration Glue names them after it and the role. That is seen in accounts and on no page; the one
 * that has a pattern (https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html) gives it in another order. Where Glue
 * writes elsewhere it still may, by the roles' policies.
 */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { JobName } from "../../../model/parts.ts";
import type { RoleName } from "../../permissions/roles.ts";
import type { Place } from "../../place.ts";

interface GlueLogsArgs {
  readonly retentionDays: number;
  readonly keyArn: pulumi.Input<string>;
}

/** Of a job, by the part that it and its role are named after. The security configuration has the prefix for a name. */
export const jobLogGroups = ({ prefix }: Place, part: JobName): readonly string[] =>
  ["output", "error"].map((stream) => `/aws-glue/jobs/${prefix}-role/${prefix}-${part}/${stream}`);

/** Of all crawlers that have the part's role. */
export const crawlerLogGroup = ({ prefix }: Place, part: RoleName): string =>
  `/aws-glue/crawlers-role/${prefix}-${part}-${prefix}`;

/** Depend on them where something runs that writes to them. */
export const createGlueLogs = (
  name: string,
  groups: readonly string[],
  { retentionDays, keyArn }: GlueLogsArgs,
  parent: pulumi.Resource,
): readonly pulumi.Resource[] =>
  groups.map(
    (group) =>
      new aws.cloudwatch.LogGroup(
        groups.length === 1 ? `${name}-log` : `${name}-log-${group.split("/").at(-1) ?? group}`,
        { name: group, retentionInDays: retentionDays, kmsKeyId: keyArn },
        { parent },
      ),
  );
