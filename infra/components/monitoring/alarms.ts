import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarmList, type AlarmListArgs } from "../../monitoring/alarm-list.ts";
import type { CombinedAlarm, MetricAlarm } from "../../monitoring/alarm.ts";
import { arn, type Place } from "../../place.ts";
import { Budgets } from "./budgets.ts";

export interface AlarmsArgs extends AlarmListArgs {
  readonly place: Place;
  /** Encrypts the topic's messages. CloudWatch and Budgets must be allowed to use it. */
  readonly keyArn: pulumi.Input<string>;
  /** Mail recipients; each address must be confirmed once. */
  readonly emails: readonly string[];
  readonly monthlyBudgetUsd: number;
}

/**
 * Grace period for a better alarm on the same cause: metrics from Step Functions and from the report arrive within
 * minutes of each other.
 */
const suppressorSeconds = 600;

/**
 * Notifies people through one topic when something needs their attention. Routine news doesn't go here: every night's
 * report is announced on the reports topic.
 */
export class Alarms extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlarmsArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Alarms", name, {}, options);
    const { topic, policy } = this.createTopic(name, args);
    this.topicArn = topic.arn;
    const { metricAlarms, combinedAlarms } = alarmList(args);
    const made = new Map<string, pulumi.Resource>();
    for (const alarm of metricAlarms) {
      made.set(alarm.name, this.createMetricAlarm(name, args.place, alarm));
    }
    for (const alarm of combinedAlarms) {
      const needed = [...alarm.anyOf, ...(alarm.unless === undefined ? [] : [alarm.unless])];
      const dependsOn = needed.flatMap((part) => made.get(part) ?? []);
      made.set(alarm.name, this.createCombinedAlarm(name, args, alarm, dependsOn));
    }
    const { place, monthlyBudgetUsd } = args;
    new Budgets(
      `${name}-budgets`,
      { place, topicArn: this.topicArn, monthlyUsd: monthlyBudgetUsd },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({ topicArn: this.topicArn });
  }

  private createTopic(name: string, args: AlarmsArgs): { topic: aws.sns.Topic; policy: aws.sns.TopicPolicy } {
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      { name: `${args.place.prefix}-alarms`, displayName: "Lakehouse alarms", kmsMasterKeyId: args.keyArn },
      { parent: this },
    );
    const policy = new aws.sns.TopicPolicy(
      `${name}-topic-policy`,
      { arn: topic.arn, policy: topic.arn.apply((topicArn) => topicPolicy(args.place, topicArn)) },
      { parent: this },
    );
    for (const email of args.emails) {
      new aws.sns.TopicSubscription(
        `${name}-mail-${email}`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      );
    }
    return { topic, policy };
  }

  /** Notifications of an alarm's start and end. */
  private actions(tells: boolean): { alarmActions?: pulumi.Input<string>[]; okActions?: pulumi.Input<string>[] } {
    return tells ? { alarmActions: [this.topicArn], okActions: [this.topicArn] } : {};
  }

  private createMetricAlarm(name: string, place: Place, alarm: MetricAlarm): aws.cloudwatch.MetricAlarm {
    const { metric } = alarm;
    return new aws.cloudwatch.MetricAlarm(
      `${name}-${alarm.name}`,
      {
        name: `${place.prefix}-${alarm.name}`,
        alarmDescription: alarm.description,
        namespace: metric.namespace,
        metricName: metric.name,
        dimensions: { ...metric.dimensions },
        statistic: alarm.statistic,
        period: alarm.periodSeconds,
        evaluationPeriods: alarm.periods,
        datapointsToAlarm: alarm.periods,
        comparisonOperator: "GreaterThanThreshold",
        threshold: alarm.wrongAbove,
        treatMissingData: alarm.missing,
        ...this.actions(alarm.tells),
      },
      { parent: this },
    );
  }

  private createCombinedAlarm(
    name: string,
    { place }: AlarmsArgs,
    alarm: CombinedAlarm,
    dependsOn: pulumi.Resource[],
  ): aws.cloudwatch.CompositeAlarm {
    const fullName = (part: string): string => `${place.prefix}-${part}`;
    return new aws.cloudwatch.CompositeAlarm(
      `${name}-${alarm.name}`,
      {
        alarmName: fullName(alarm.name),
        alarmDescription: alarm.description,
        alarmRule: alarm.anyOf.map((part) => `ALARM("${fullName(part)}")`).join(" OR "),
        ...(alarm.unless !== undefined && {
          actionsSuppressor: {
            alarm: fullName(alarm.unless),
            waitPeriod: suppressorSeconds,
            extensionPeriod: suppressorSeconds,
          },
        }),
        ...this.actions(alarm.tells),
      },
      { parent: this, dependsOn },
    );
  }
}

/** Lets CloudWatch alarms and Budgets publish, only on behalf of this account's alarms and budgets. */
export const topicPolicy = ({ partition, accountId, ...place }: Place, topicArn: string): string => {
  const publishes = (sid: string, service: string, source: string): object => ({
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnLike: { "aws:SourceArn": source } },
  });
  const alarms = arn({ partition, accountId, ...place }, "cloudwatch", `alarm:${place.prefix}-*`);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      publishes("AlarmsTell", "cloudwatch.amazonaws.com", alarms),
      publishes("BudgetsTell", "budgets.amazonaws.com", `arn:${partition}:budgets::${accountId}:*`),
      {
        Sid: "RefusePlainText",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
};
