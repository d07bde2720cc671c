/** The night as a state machine in Amazon States Language (JSONPath): pure data. */

export interface NightlyParts {
  readonly planFunction: string;
  readonly reconcileFunction: string;
  readonly reportFunction: string;
  readonly processJob: string;
  /** Longest time from the start until the last page has landed. */
  readonly planTimeoutSeconds: number;
}

export type State = Readonly<Record<string, unknown>> & { readonly Type: string };

export interface Definition {
  readonly Comment: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const run = { "runId.$": "$.runId", "group.$": "$.group", "window.$": "$.window" };

/** Faults of the Lambda service, not of the function; every function of the night may be called again. */
const serviceRetry = {
  ErrorEquals: [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
  ],
  IntervalSeconds: 2,
  MaxAttempts: 5,
  BackoffRate: 2,
  JitterStrategy: "FULL",
};

const invoke = (functionName: string, payload: object, next: object): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: functionName, Payload: payload },
  Retry: [serviceRetry],
  ...next,
});

const fails = (state: string) => ({
  ErrorEquals: ["States.ALL"],
  ResultPath: "$.failure",
  Next: `${state} failed`,
});

/** Adds the state's name to the error, whether or not it has a cause; a Catch can't. */
const named = (state: string): State => ({
  Type: "Pass",
  Parameters: {
    "merged.$": `States.JsonMerge($.failure, States.StringToJson('{"state":"${state}"}'), false)`,
  },
  ResultPath: "$.failed",
  Next: "Report failure",
});

const extraction = (parts: NightlyParts): Record<string, State> => ({
  Plan: {
    Type: "Task",
    Comment: "Sends the pages; the page that completes the run resumes here.",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: parts.planFunction, Payload: { ...run, "taskToken.$": "$$.Task.Token" } },
    TimeoutSeconds: parts.planTimeoutSeconds,
    Retry: [serviceRetry],
    Catch: [
      // Reconcile names the pages that are missing
      { ErrorEquals: ["States.Timeout"], ResultPath: null, Next: "Reconcile" },
      fails("Plan"),
    ],
    ResultPath: null,
    Next: "Reconcile",
  },
  Reconcile: invoke(parts.reconcileFunction, run, {
    ResultSelector: {
      "manifestKey.$": "$.Payload.manifestKey",
      "reconciled.$": "$.Payload.reconciled",
      "failed.$": "$.Payload.failed",
    },
    ResultPath: "$.reconcile",
    Catch: [fails("Reconcile")],
    Next: "Anything to process?",
  }),
});

const processing = (parts: NightlyParts): Record<string, State> => ({
  "Anything to process?": {
    Type: "Choice",
    Choices: [{ Variable: "$.reconcile.reconciled", NumericGreaterThan: 0, Next: "Process" }],
    Default: "Report",
  },
  Process: {
    Type: "Task",
    Resource: "arn:aws:states:::glue:startJobRun.sync",
    Parameters: {
      JobName: parts.processJob,
      Arguments: { "--run_id.$": "$.runId", "--manifest_key.$": "$.reconcile.manifestKey" },
    },
    Retry: [
      {
        ErrorEquals: ["Glue.ConcurrentRunsExceededException"],
        IntervalSeconds: 60,
        MaxAttempts: 30,
        BackoffRate: 1.2,
        MaxDelaySeconds: 300,
      },
    ],
    Catch: [fails("Process")],
    ResultPath: null,
    Next: "Report",
  },
});

const report = (functionName: string, payload: object): State =>
  invoke(
    functionName,
    { ...run, "startedAt.$": "$$.Execution.StartTime", ...payload },
    { ResultSelector: { "state.$": "$.Payload.state", "reportKey.$": "$.Payload.reportKey" }, ResultPath: "$.report" },
  );

const reporting = (parts: NightlyParts): Record<string, State> => ({
  "Plan failed": named("Plan"),
  "Reconcile failed": named("Reconcile"),
  "Process failed": named("Process"),
  Report: { ...report(parts.reportFunction, {}), Next: "Complete?" },
  "Report failure": { ...report(parts.reportFunction, { "failure.$": "$.failed.merged" }), Next: "Complete?" },
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
  Comment: "One night of one schedule group: plan, extract, reconcile, process, report",
  StartAt: "Plan",
  States: { ...extraction(parts), ...processing(parts), ...reporting(parts) },
});
