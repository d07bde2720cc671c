import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../../place.ts";

export interface BudgetsArgs {
  readonly place: Place;
  /** Is notified. Its policy must let Budgets publish before a budget is created. */
  readonly topicArn: pulumi.Input<string>;
  readonly monthlyUsd: number;
}

interface Threshold {
  readonly kind: "ACTUAL" | "FORECASTED";
  readonly percent: number;
}

const monthlyThresholds: readonly Threshold[] = [
  { kind: "ACTUAL", percent: 80 },
  { kind: "ACTUAL", percent: 100 },
  { kind: "FORECASTED", percent: 100 },
];

/** Number of days averaged for the daily budget, and the share of the average that one day may cost. */
const averagedDays = 30;
const anomalyThresholds: readonly Threshold[] = [{ kind: "ACTUAL", percent: 200 }];

/**
 * What the account costs: against a fixed amount per month, and each day against its own average. The daily budget
 * finds a cost anomaly within a day. Cost Anomaly Detection would need a monitor, of which an account has one for its
 * services, and a program can't share it
 * (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2515).
 *
 * A stack has an account to itself, so nothing is filtered; a filter by tag would miss untagged costs.
 */
export class Budgets extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetsArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Budgets", name, {}, options);
    const { place, monthlyUsd } = args;
    const notifications = (thresholds: readonly Threshold[]): aws.types.input.budgets.BudgetNotification[] =>
      thresholds.map(({ kind, percent }) => ({
        notificationType: kind,
        comparisonOperator: "GREATER_THAN",
        threshold: percent,
        thresholdType: "PERCENTAGE",
        subscriberSnsTopicArns: [args.topicArn],
      }));
    new aws.budgets.Budget(
      `${name}-monthly`,
      {
        name: `${place.prefix}-monthly`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: monthlyUsd.toString(),
        limitUnit: "USD",
        notifications: notifications(monthlyThresholds),
      },
      { parent: this },
    );
    new aws.budgets.Budget(
      `${name}-daily`,
      {
        name: `${place.prefix}-daily`,
        budgetType: "COST",
        timeUnit: "DAILY",
        // AWS sets the amount: the average of the preceding days
        autoAdjustData: {
          autoAdjustType: "HISTORICAL",
          historicalOptions: { budgetAdjustmentPeriod: averagedDays },
        },
        notifications: notifications(anomalyThresholds),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
