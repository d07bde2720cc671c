import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../../place.ts";

export interface BudgetsArgs {
  readonly place: Place;
  /** Is told. Its policy has to let Budgets publish before a budget is made. */
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

/** Days whose average the daily budget is, and how much of it a day may cost. */
const averagedDays = 30;
const anomalyThresholds: readonly Threshold[] = [{ kind: "ACTUAL", percent: 200 }];

/**
 * What the account costs: against a fixed sum per month, and day by day against its own average. The daily one finds a
 * cost anomaly within a day, where Cost Anomaly Detection would need a monitor: an account has one for its services, which
 * a program can't share (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2515).
 *
 * A stack has an account to itself, so nothing is filtered; a filter by tag would miss what carries none.
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
        // The amount is AWS's to set: the average of the days before
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
