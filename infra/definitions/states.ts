/** Building blocks of definitions in Amazon States Language. */

export type State = Readonly<Record<string, unknown>> & { readonly Type: string };
export type States = Readonly<Record<string, State>>;

/** A state machine, or a branch of one. */
export interface Definition {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: States;
}

/** Faults of the Lambda service, not of the function; every function of the night can safely be called again. */
export const serviceRetry = {
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

/**
 * A function whose process died: killed, out of memory, or timed out. Older runtimes report Lambda.Unknown.
 * https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 */
export const crashRetry = {
  ErrorEquals: ["Runtime.ExitError", "Sandbox.Timedout", "Lambda.Unknown"],
  IntervalSeconds: 5,
  MaxAttempts: 2,
  BackoffRate: 2,
};

/**
 * A job whose driver died. Jobs fail only when they can't write their result, and a second run of the same night
 * continues from what the first one left; whoever starts a job by hand sees its failure right away.
 */
export const jobCrashRetry = { ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 10, MaxAttempts: 1 };
