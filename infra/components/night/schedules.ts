import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Schedule } from "../../../model/documents/contract-bundle.ts";
import { usesKeys, type Keys } from "../../permissions/key-uses.ts";
import { allow } from "../../permissions/policy.ts";
import type { Place } from "../../place.ts";
import type { DeadLetterQueue } from "../building-blocks/dead-letter-queue.ts";
import type { LambdaFunction } from "../building-blocks/lambda-function.ts";
import { ServiceRole } from "../building-blocks/service-role.ts";

export interface SchedulesArgs {
  readonly place: Place;
  readonly keys: Keys;
  readonly schedules: readonly Schedule[];
  /** Receives `{ group, scheduledTime }`. */
  readonly start: Pick<LambdaFunction, "arn">;
  /** Dead-letter queue for starts that couldn't be delivered. */
  readonly failedStarts: Pick<DeadLetterQueue, "arn">;
  readonly enabled: boolean;
  /** Groups that run too rarely for an alarm on their reports: their ages are written once a day. */
  readonly aged: readonly Schedule[];
  /** Receives `{ agesOf, bundleKey }` for each of these groups. */
  readonly report: Pick<LambdaFunction, "arn">;
  readonly bundleKey: pulumi.Input<string>;
}

const retriedForSeconds = 6 * 3600;

/** Noon exists on every day: clocks change at night. */
const agesExpression = "cron(0 12 * * ? *)";

/** One schedule per group, in the group's own time zone. A start that fails for hours ends in a dead-letter queue. */
export class Schedules extends pulumi.ComponentResource {
  /** Name of the stack's schedule group, which is a dimension of the scheduler's metrics. */
  readonly groupName: pulumi.Output<string>;

  constructor(name: string, args: SchedulesArgs) {
    super("lakehouse:infra:Schedules", name);
    const { place } = args;
    const role = new ServiceRole(
      name,
      {
        place,
        part: "schedules",
        service: "scheduler.amazonaws.com",
        description: "What the schedules of the nights may do",
        statements: [
          allow("StartNights", ["lambda:InvokeFunction"], [args.start.arn]),
          allow("KeepFailedStarts", ["sqs:SendMessage"], [args.failedStarts.arn]),
          ...(args.aged.length === 0 ? [] : [allow("WriteAges", ["lambda:InvokeFunction"], [args.report.arn])]),
          ...usesKeys("schedules", args.keys),
        ],
      },
      { parent: this },
    );
    const group = new aws.scheduler.ScheduleGroup(`${name}-group`, { name: place.prefix }, { parent: this });
    for (const schedule of args.schedules) {
      new aws.scheduler.Schedule(
        `${name}-${schedule.group}`,
        {
          name: schedule.group,
          groupName: group.name,
          description: `Starts the night of the group ${schedule.group}`,
          // of a group that runs every second week, start skips the weeks between
          scheduleExpression: schedule.expression,
          scheduleExpressionTimezone: schedule.timeZone,
          flexibleTimeWindow: { mode: "OFF" },
          state: args.enabled ? "ENABLED" : "DISABLED",
          target: {
            arn: args.start.arn,
            roleArn: role.arn,
            // the scheduler inserts the planned instant, which stays the same when a start is retried
            input: JSON.stringify({ group: schedule.group, scheduledTime: "<aws.scheduler.scheduled-time>" }),
            retryPolicy: { maximumEventAgeInSeconds: retriedForSeconds, maximumRetryAttempts: 60 },
            deadLetterConfig: { arn: args.failedStarts.arn },
          },
        },
        { parent: this, dependsOn: [role.policy] },
      );
    }
    for (const { group: aged, timeZone } of args.aged) {
      new aws.scheduler.Schedule(
        `${name}-${aged}-ages`,
        {
          name: `${aged}-ages`,
          groupName: group.name,
          description: `Writes how old the data of the group ${aged} is`,
          scheduleExpression: agesExpression,
          scheduleExpressionTimezone: timeZone,
          flexibleTimeWindow: { mode: "OFF" },
          // also where nights start by hand: tables become stale there too
          state: "ENABLED",
          target: {
            arn: args.report.arn,
            roleArn: role.arn,
            input: pulumi.jsonStringify({ agesOf: aged, bundleKey: args.bundleKey }),
            retryPolicy: { maximumEventAgeInSeconds: retriedForSeconds, maximumRetryAttempts: 60 },
            deadLetterConfig: { arn: args.failedStarts.arn },
          },
        },
        { parent: this, dependsOn: [role.policy] },
      );
    }
    this.groupName = group.name;
    this.registerOutputs({});
  }
}
