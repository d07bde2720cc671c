/** What definitions in Amazon States Language are made of. */

export type State = Readonly<Record<string, unknown>> & { readonly Type: string };
export type States = Readonly<Record<string, State>>;

/** A state machine, or a branch of one. */
export interface Definition {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: States;
}

/** Faults of the Lambda service, not of the function; every function of the night may be called again. */
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
