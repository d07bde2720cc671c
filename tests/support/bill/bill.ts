/**
 * A stack's monthly bill, by service: from its recorded resources, the price list and the activity of a night. Pure.
 */
import type { Bundle } from "../../../model/documents/contract-bundle.ts";
import { datasetMetricNames, runMetricNames } from "../../../model/metrics.ts";
import type { Recorded } from "../../unit/infra/recorded.ts";
import { nights } from "./nights.ts";
import { prices } from "./prices.ts";

export interface BillLine {
  readonly service: string;
  /** What is counted, for people. */
  readonly what: string;
  /** USD a month that are due even if nothing runs, and what nights add. */
  readonly idle: number;
  readonly nightly: number;
}

export interface BilledStack {
  readonly resources: readonly Recorded[];
  readonly bundle: Pick<Bundle, "datasets" | "schedules">;
  /** Curated tables. */
  readonly models: number;
}

const dpuOfWorker: Readonly<Record<string, number>> = { "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 };

const ofType = ({ resources }: BilledStack, type: string): readonly Recorded[] =>
  resources.filter((resource) => resource.type === type);

const fixed = (service: string, what: string, count: number, price: number): BillLine => ({
  service,
  what: `${count} ${what}`,
  idle: count * price,
  nightly: 0,
});

const nightly = (service: string, what: string, usd: number): BillLine => ({ service, what, idle: 0, nightly: usd });

const zonesOf = ({ inputs }: Recorded): number => {
  const { vpcEndpointType: kind, subnetIds: subnets } = inputs;
  return kind === "Interface" && Array.isArray(subnets) ? subnets.length : 0;
};

const jobDpu = ({ inputs, name }: Recorded): number => {
  const workers = name.startsWith("processing") ? nights.processWorkers : Number(inputs["numberOfWorkers"]);
  return workers * (dpuOfWorker[String(inputs["workerType"])] ?? 0);
};

/** Models are analyzed when somebody plans, not by nights. */
const isOfNight = ({ name }: Recorded): boolean => name !== "analysis-job";

const jobs = (stack: BilledStack): BillLine => {
  const dpu = ofType(stack, "aws:glue/job:Job")
    .filter(isOfNight)
    .reduce((sum, job) => sum + jobDpu(job), 0);
  const hours = (nights.perMonth * stack.bundle.schedules.length * nights.jobMinutes) / 60;
  return nightly("Glue", `jobs, ${dpu} DPU a group's night`, dpu * hours * prices.dpuHour);
};

/** Whether the state machine checks the last crawl before it starts another. */
const crawlsNightly = (stack: BilledStack): boolean =>
  ofType(stack, "aws:sfn/stateMachine:StateMachine").every(
    ({ inputs }) => !String(inputs["definition"]).includes("Look at last crawl"),
  );

const crawlers = (stack: BilledStack): BillLine => {
  const sources = ofType(stack, "aws:glue/crawler:Crawler").length;
  const isNightly = crawlsNightly(stack);
  const crawls = sources * (isNightly ? nights.perMonth : nights.crawlsPerMonth);
  const usd = (crawls * nights.crawlDpu * nights.crawlMinutes * prices.dpuHour) / 60;
  return nightly("Glue", `${sources} crawlers, ${isNightly ? "every night" : "once a week"}`, usd);
};

/** Whether govern is configured to keep tables optimized. */
const setsOptimizers = (stack: BilledStack): boolean =>
  ofType(stack, "aws:lambda/function:Function").some(({ inputs }) => {
    const { variables = {} } = (inputs["environment"] ?? {}) as { readonly variables?: Record<string, string> };
    return variables["MAINTENANCE"]?.includes('"enabled":true') === true;
  });

const optimizers = (stack: BilledStack): readonly BillLine[] => {
  const tables = 2 * stack.bundle.datasets.length + stack.models;
  const usd = tables * nights.optimizerRunsPerMonth * nights.optimizerDpuHours * prices.dpuHour;
  return setsOptimizers(stack) ? [nightly("Glue", `optimizers of ${tables} tables`, usd)] : [];
};

const metrics = ({ bundle }: BilledStack): BillLine => {
  const count = runMetricNames.length * bundle.schedules.length + datasetMetricNames.length * bundle.datasets.length;
  const usd = (count * prices.metric * nights.perMonth) / nights.hoursPerMonth;
  return nightly("CloudWatch", `${count} metrics, an hour a night`, usd);
};

const functions = (): BillLine => {
  const calls = nights.perMonth * (nights.pages + 20);
  const seconds = nights.perMonth * (nights.pages * nights.pageSeconds + nights.otherSeconds);
  const usd = seconds * prices.lambdaGbSecond + (calls / 1e6) * prices.lambdaMillionCalls;
  return nightly("Lambda", `${nights.pages} pages a night`, usd);
};

const requests = (): readonly BillLine[] => [
  nightly("SQS", "sent, received, deleted", (3 * nights.perMonth * nights.pages * prices.sqsMillion) / 1e6),
  nightly(
    "Step Functions",
    `${nights.transitions} transitions a night`,
    (nights.perMonth * nights.transitions * prices.transitionThousand) / 1000,
  ),
  nightly(
    "S3",
    "requests",
    (nights.perMonth * (nights.puts * prices.putThousand + nights.gets * prices.getThousand)) / 1000,
  ),
];

/** The VPC component creates them: one, or one per zone, depending on its argument. */
const natGateways = (stack: BilledStack): number => {
  const [vpc] = ofType(stack, "awsx:ec2:Vpc");
  const { natGateways: how, numberOfAvailabilityZones: zones } = (vpc?.inputs ?? {}) as {
    readonly natGateways?: { readonly strategy?: string };
    readonly numberOfAvailabilityZones?: number;
  };
  if (how?.strategy === "Single") return 1;
  return how?.strategy === "OnePerAz" ? (zones ?? 0) : 0;
};

/** Lines with a cost. */
export const billOf = (stack: BilledStack): readonly BillLine[] => {
  const count = (type: string): number => ofType(stack, type).length;
  const zones = ofType(stack, "aws:ec2/vpcEndpoint:VpcEndpoint").reduce((sum, endpoint) => sum + zonesOf(endpoint), 0);
  return [
    fixed("VPC", "endpoints of a service in a zone", zones, prices.interfaceEndpoint),
    fixed("VPC", "NAT gateways", natGateways(stack), prices.natGateway),
    fixed("KMS", "keys", count("aws:kms/key:Key"), prices.key),
    fixed("Secrets Manager", "secrets", count("aws:secretsmanager/secret:Secret"), prices.secret),
    fixed("CloudWatch", "alarms", count("aws:cloudwatch/metricAlarm:MetricAlarm"), prices.alarm),
    fixed("CloudWatch", "combined alarms", count("aws:cloudwatch/compositeAlarm:CompositeAlarm"), prices.combinedAlarm),
    fixed("CloudWatch", "dashboard", count("aws:cloudwatch/dashboard:Dashboard"), prices.dashboard),
    metrics(stack),
    nightly("CloudWatch", "logs", nights.perMonth * nights.logGib * prices.logGib),
    jobs(stack),
    crawlers(stack),
    ...optimizers(stack),
    functions(),
    ...requests(),
  ].filter(({ idle, nightly: added }) => idle + added > 0);
};

export const totalOf = (lines: readonly BillLine[], part: "idle" | "nightly"): number =>
  lines.reduce((sum, line) => sum + line[part], 0);
