/**
 * How every client asks, whatever the service: each call is tried three times in all, with full jitter between, when it is
 * throttled, or the service or the connection fails. What a service refuses in its own words is retried by `retry.ts`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 *
 * An answer has no time limit of its own: a function that is invoked answers when it has ended, up to 15 minutes later.
 */
export const clientSettings = {
  retryMode: "standard",
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 60_000 },
} as const;
