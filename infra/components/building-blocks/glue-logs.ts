/**
 * Log groups of jobs and crawlers. If they don't exist, Glue creates them without retention and leaves them behind; so
 * the program creates them first and deletes them with the stack.
 *
 * With a security configuration, Glue derives their names from it and the role. This was observed in accounts and isn't
 * documented; the one page with a pattern (https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html) gives a
 * different order. Should Glue write elsewhere, the roles' policies still allow it.
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

/** For a job, by the part that it and its role are named after. The security configuration's name is the prefix. */
export const jobLogGroups = ({ prefix }: Place, part: JobName): readonly string[] =>
  ["output", "error"].map((stream) => `/aws-glue/jobs/${prefix}-role/${prefix}-${part}/${stream}`);

/** For all crawlers that use the part's role. */
export const crawlerLogGroup = ({ prefix }: Place, part: RoleName): string =>
  `/aws-glue/crawlers-role/${prefix}-${part}-${prefix}`;

/** Resources that write to these groups must depend on them. */
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
