/**
 * Retries of every client, for any service: each call is tried up to three times, with full jitter in between, if it is
 * throttled, or if the service or the connection fails. Errors specific to a service are retried by `retry.ts`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 *
 * A response has no time limit of its own: a function invocation responds when it has ended, up to 15 minutes later.
 */
export const clientSettings = {
  retryMode: "standard",
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 60_000 },
} as const;
