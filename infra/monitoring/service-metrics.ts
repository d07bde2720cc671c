/** AWS services' own metrics that alarms and the dashboard use. */
import type { Metric } from "../../model/metrics.ts";
import type { FunctionName } from "../../model/parts.ts";
import { arn, queueName, stateMachineArn, type Place, type QueueName } from "../place.ts";

type Named<Name extends string> = (name: Name) => Metric;

const metricOf =
  (namespace: string, dimensions: Metric["dimensions"]) =>
  (name: string): Metric => ({ namespace, name, dimensions });

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
type FunctionMetric = "Errors" | "Throttles" | "Duration" | "ConcurrentExecutions";

export const functionMetric = ({ prefix }: Place, part: FunctionName): Named<FunctionMetric> =>
  metricOf("AWS/Lambda", { FunctionName: `${prefix}-${part}` });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
type QueueMetric = "ApproximateNumberOfMessagesVisible" | "ApproximateAgeOfOldestMessage";

export const queueMetric = (place: Place, queue: QueueName): Named<QueueMetric> =>
  metricOf("AWS/SQS", { QueueName: queueName(place, queue) });

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
type MachineMetric =
  "ExecutionsSucceeded" | "ExecutionsFailed" | "ExecutionsTimedOut" | "ExecutionsAborted" | "ExecutionThrottled";

export const machineMetric = (place: Place): Named<MachineMetric> =>
  metricOf("AWS/States", { StateMachineArn: stateMachineArn(place) });

type JobMetric = "ServiceIntegrationsFailed" | "ServiceIntegrationsTimedOut" | "ServiceIntegrationRunTime";

/**
 * Step Functions counts the jobs' runs by integration, for all state machines of the account; the dimension names
 * account and region, unlike the definition's resource. Glue delivers its own events on a best-effort basis, and its
 * job metrics come from a driver that may have died.
 */
export const jobMetric = (place: Place): Named<JobMetric> =>
  metricOf("AWS/States", { ServiceIntegrationResourceArn: arn(place, "states", "glue:startJobRun.sync") });

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
type LedgerMetric = "ReadThrottleEvents" | "WriteThrottleEvents";

export const ledgerMetric = ({ prefix }: Place): Named<LedgerMetric> =>
  metricOf("AWS/DynamoDB", { TableName: `${prefix}-ledger` });

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html */
export const schedulerMetric = ({ prefix }: Place): Named<"InvocationDroppedCount"> =>
  metricOf("AWS/Scheduler", { ScheduleGroup: prefix });

/** https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-monitoring.html */
export const redshiftMetric = ({ prefix }: Place): Named<"ComputeSeconds"> =>
  metricOf("AWS/Redshift-Serverless", { Workgroup: prefix });
