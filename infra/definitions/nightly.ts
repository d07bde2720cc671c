/** The night as a state machine in Amazon States Language (JSONPath): pure data. */
import type { JobLimits } from "../../model/job-size.ts";
import type { NightState } from "../../model/parts.ts";
import { curationResultKey } from "../../model/sql/environment.ts";
import { crawling, type CrawlingParts } from "./crawling.ts";
import { crashRetry, jobCrashRetry, serviceRetry, type Definition, type State, type States } from "./states.ts";

interface NightlyParts extends CrawlingParts {
  readonly planFunction: string;
  readonly reconcileFunction: string;
  readonly governFunction: string;
  readonly reportFunction: string;
  readonly processJob: string;
  readonly curateJob: string;
  /** Maximum time from the start until the last page has landed. */
  readonly planTimeoutSeconds: number;
  readonly jobLimits: JobLimits;
  readonly workerType: string;
  /** QuickSight data sets that hold copies; omitted if there are none. */
  readonly copies?: Copies;
}

interface Copies {
  readonly accountId: string;
  readonly dataSets: readonly string[];
}

const run = { "runId.$": "$.runId", "group.$": "$.group", "window.$": "$.window" };

const invoke = (partition: string, functionName: string, payload: object, next: object): State => ({
  Type: "Task",
  Resource: `arn:${partition}:states:::lambda:invoke`,
  Parameters: { FunctionName: functionName, Payload: payload },
  Retry: [serviceRetry, crashRetry],
  ...next,
});

/** A state whose failure is passed to the report. */
type Watched = Exclude<NightState, "Crawl" | "Report"> | "Process and crawl";

const fails = (state: Watched) => ({
  ErrorEquals: ["States.ALL"],
  ResultPath: "$.failure",
  Next: `${state} failed`,
});

/** Adds the state's name to the error, with or without a cause; a Catch can't. */
const named = (state: Watched): object => ({
  "failures.$": `States.Array(States.JsonMerge($.failure, States.StringToJson('{"state":"${state}"}'), false))`,
});

/** What a night that stopped passes to the report. */
const failed = (state: Watched): State => ({
  Type: "Pass",
  Parameters: { ...named(state), crawls: [] },
  ResultPath: "$.outcome",
  Next: "Report",
});

/**
 * Another run of the group is in progress: waits about an hour, at first in short steps, then fails with a named error.
 */
const turnRetry = {
  ErrorEquals: ["RUN_BUSY"],
  IntervalSeconds: 15,
  MaxAttempts: 40,
  BackoffRate: 1.5,
  MaxDelaySeconds: 120,
};

const extraction = (parts: NightlyParts): States => ({
  Plan: {
    Type: "Task",
    Comment: "Sends the pages; the page that completes the run resumes here.",
    Resource: `arn:${parts.partition}:states:::lambda:invoke.waitForTaskToken`,
    Parameters: { FunctionName: parts.planFunction, Payload: { ...run, "taskToken.$": "$$.Task.Token" } },
    TimeoutSeconds: parts.planTimeoutSeconds,
    Retry: [turnRetry, serviceRetry, crashRetry],
    Catch: [
      // Reconcile names the missing pages
      { ErrorEquals: ["States.Timeout"], ResultPath: null, Next: "Reconcile" },
      fails("Plan"),
    ],
    ResultPath: null,
    Next: "Reconcile",
  },
  "Plan failed": failed("Plan"),
  Reconcile: invoke(
    parts.partition,
    parts.reconcileFunction,
    { ...run, jobLimits: parts.jobLimits },
    {
      ResultSelector: {
        "manifestKey.$": "$.Payload.manifestKey",
        "reconciled.$": "$.Payload.reconciled",
        "failed.$": "$.Payload.failed",
        "landedSources.$": "$.Payload.landedSources",
        "crawlDueBefore.$": "$.Payload.crawlDueBefore",
        "job.$": "$.Payload.job",
      },
      ResultPath: "$.reconcile",
      Catch: [fails("Reconcile")],
      Next: "Anything to process?",
    },
  ),
  "Reconcile failed": failed("Reconcile"),
  "Anything to process?": {
    Type: "Choice",
    Choices: [{ Variable: "$.reconcile.reconciled", NumericGreaterThan: 0, Next: "Process and crawl" }],
    Default: "Nothing to process",
  },
  "Nothing to process": {
    Type: "Pass",
    Result: { failures: [], crawls: [] },
    ResultPath: "$.outcome",
    Next: "Report",
  },
});

/** `lakehouse doctor` starts the machine only to check that it can be started. */
const rehearsing: States = {
  "Rehearsal?": {
    Type: "Choice",
    Choices: [{ Variable: "$.rehearsal", IsPresent: true, Next: "Complete" }],
    Default: "Plan",
  },
};

const runJob = (
  partition: string,
  name: string,
  given: Readonly<Record<string, string>>,
  size: object,
  next: object,
): State => ({
  Type: "Task",
  Resource: `arn:${partition}:states:::glue:startJobRun.sync`,
  Parameters: { JobName: name, Arguments: given, ...size },
  Retry: [
    {
      ErrorEquals: ["Glue.ConcurrentRunsExceededException"],
      IntervalSeconds: 60,
      MaxAttempts: 30,
      BackoffRate: 1.2,
      MaxDelaySeconds: 300,
    },
    jobCrashRetry,
  ],
  ResultPath: null,
  ...next,
});

/**
 * A failure ends its own branch but not the other: the report receives both. What Process published needs its tags even
 * if the models on top of it failed, so Curate's failure waits for Govern.
 */
const processing = (parts: NightlyParts): Definition => ({
  StartAt: "Process",
  States: {
    Process: runJob(
      parts.partition,
      parts.processJob,
      { "--run_id.$": "$.runId", "--manifest_key.$": "$.reconcile.manifestKey" },
      {
        // Glue accepts the number only together with the type
        WorkerType: parts.workerType,
        "NumberOfWorkers.$": "$.reconcile.job.workers",
        "Timeout.$": "$.reconcile.job.timeoutMinutes",
      },
      { Catch: [fails("Process")], Next: "Processed" },
    ),
    "Process failed": { Type: "Pass", Parameters: named("Process"), End: true },
    Processed: {
      Type: "Pass",
      Result: { curate: { failures: [] }, govern: { failures: [] } },
      ResultPath: "$.steps",
      Next: "Curate",
    },
    Curate: runJob(
      parts.partition,
      parts.curateJob,
      { "--run_id.$": "$.runId", "--result_key.$": `States.Format('${curationResultKey("{}")}', $.runId)` },
      {},
      { Catch: [fails("Curate")], Next: "Govern" },
    ),
    "Curate failed": { Type: "Pass", Parameters: named("Curate"), ResultPath: "$.steps.curate", Next: "Govern" },
    Govern: invoke(
      parts.partition,
      parts.governFunction,
      { action: "catalog", "group.$": "$.group" },
      { Catch: [fails("Govern")], ResultPath: null, Next: "Published" },
    ),
    "Govern failed": { Type: "Pass", Parameters: named("Govern"), ResultPath: "$.steps.govern", Next: "Published" },
    Published: { Type: "Pass", Parameters: { "failures.$": "$.steps.*.failures[*]" }, End: true },
  },
});

const sideBySide = (parts: NightlyParts): States => ({
  "Process and crawl": {
    Type: "Parallel",
    Branches: [processing(parts), crawling(parts)],
    ResultSelector: { "failures.$": "$[0].failures", "crawls.$": "$[1].crawls" },
    ResultPath: "$.outcome",
    Catch: [fails("Process and crawl")],
    Next: "Report",
  },
  "Process and crawl failed": failed("Process and crawl"),
});

/**
 * Refreshes the copies of what was published, whatever else failed. If a refresh can't be requested, the previous
 * night's copy stays, and QuickSight notifies the data set's owners; the night doesn't wait for it.
 */
const refreshing = (partition: string, { accountId, dataSets }: Copies): States => ({
  Copies: { Type: "Pass", Result: dataSets, ResultPath: "$.copies", Next: "Refresh copies" },
  "Refresh copies": {
    Type: "Map",
    ItemsPath: "$.copies",
    MaxConcurrency: 2,
    ItemProcessor: {
      ProcessorConfig: { Mode: "INLINE" },
      StartAt: "Refresh",
      States: {
        Refresh: {
          Type: "Task",
          Resource: `arn:${partition}:states:::aws-sdk:quicksight:createIngestion`,
          Parameters: {
            AwsAccountId: accountId,
            "DataSetId.$": "$",
            "IngestionId.$": "States.UUID()",
            IngestionType: "FULL_REFRESH",
          },
          Retry: [
            { ...serviceRetry, ErrorEquals: ["QuickSight.ThrottlingException", "QuickSight.InternalFailureException"] },
          ],
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Not refreshed" }],
          ResultPath: null,
          End: true,
        },
        "Not refreshed": { Type: "Pass", End: true },
      },
    },
    ResultPath: null,
    Next: "Complete?",
  },
});

const reporting = (parts: NightlyParts): States => ({
  Report: invoke(
    parts.partition,
    parts.reportFunction,
    {
      ...run,
      "startedAt.$": "$$.Execution.StartTime",
      "failures.$": "$.outcome.failures",
      "crawls.$": "$.outcome.crawls",
    },
    {
      ResultSelector: { "state.$": "$.Payload.state", "reportKey.$": "$.Payload.reportKey" },
      ResultPath: "$.report",
      Next: parts.copies === undefined ? "Complete?" : "Copies",
    },
  ),
  ...(parts.copies && refreshing(parts.partition, parts.copies)),
  "Complete?": {
    Type: "Choice",
    Choices: [{ Variable: "$.report.state", StringEquals: "SUCCEEDED", Next: "Complete" }],
    Default: "Incomplete",
  },
  Complete: { Type: "Succeed" },
  Incomplete: {
    Type: "Fail",
    Error: "RunIncomplete",
    Cause: "The run's report names each dataset, page and reason.",
  },
});

export const nightlyDefinition = (parts: NightlyParts): Definition => ({
  Comment: "One night of one schedule group: plan, extract, reconcile, process and curate beside crawl, report",
  StartAt: "Rehearsal?",
  States: { ...rehearsing, ...extraction(parts), ...sideBySide(parts), ...reporting(parts) },
});
