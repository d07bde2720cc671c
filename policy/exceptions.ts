/** The only place that exempts resources from rules: which rule, which resource, and why. docs/policy.md lists them. */

export interface Exception {
  readonly rule: string;
  /** The resource's exact name. */
  readonly resource: string;
  /** Why the rule doesn't apply to it, as a sentence. */
  readonly reason: string;
  /** Stacks that it applies to; all if omitted. */
  readonly stacks?: readonly string[];
  /** Whether the resource exists only with some settings: without it there is nothing to exempt. */
  readonly isOptional?: true;
}

const forEach = (resources: readonly string[], rule: string, reason: string): Exception[] =>
  resources.map((resource) => ({ rule, resource, reason }));

const functions = [
  "contracts-accept-function",
  "extraction-extract-function",
  "extraction-plan-function",
  "extraction-reconcile-function",
  "governance-govern-function",
  "nightly-start-function",
  "reporting-report-function",
  "rotation-rotate-function",
];

const runIsFollowed =
  "A run can be traced by its id through the ledger, the logs and the report; traces would need permissions on all resources in every role and add nothing.";
const calledSeldom =
  "It is called one at a time per night, rotation or deployment, by a caller that waits for it; a reservation would reduce what the account's other functions may use.";

export const exceptions: readonly Exception[] = [
  ...forEach(
    ["zones-processed-bucket", "zones-curated-bucket"],
    "s3-versioned",
    "Iceberg keeps the tables' history in snapshots that expire together with their files; S3 versions would keep rows that were erased.",
  ),
  {
    rule: "s3-versioned",
    resource: "zones-query-results-bucket",
    reason: "A query can be run again; versions would keep copies of what was erased.",
  },
  {
    rule: "s3-versioned",
    resource: "zones-access-logs-bucket",
    reason: "Its objects are written once by S3, under names that never recur.",
  },
  {
    rule: "s3-customer-key",
    resource: "zones-access-logs-bucket",
    reason: "S3 delivers no access logs to a bucket whose default key isn't S3's own.",
  },
  {
    rule: "s3-access-logged",
    resource: "zones-access-logs-bucket",
    reason: "A log of the log's own deliveries would never end.",
  },
  ...forEach(functions, "lambda-tracing", runIsFollowed),
  { rule: "lambda-tracing", resource: "mails-mail-function", reason: runIsFollowed, isOptional: true },
  {
    rule: "step-functions-tracing",
    resource: "nightly-machine",
    reason: "Every step and its data is in the execution's log; traces would add nothing.",
  },
  ...forEach(
    functions.filter((name) => name !== "extraction-extract-function"),
    "lambda-concurrency-bound",
    calledSeldom,
  ),
  {
    rule: "lambda-concurrency-bound",
    resource: "mails-mail-function",
    reason:
      "Each mail's schedule calls it once a morning; a reservation would reduce what the account's other functions may use.",
    isOptional: true,
  },
  {
    rule: "lambda-concurrency-bound",
    resource: "extraction-extract-function",
    reason:
      "The queue's mapping limits it (maximumConcurrency); a lower reservation would only throttle and use up deliveries.",
  },
  {
    rule: "secret-rotates",
    resource: "secrets-mask-key",
    reason: "A new key would mask the same personal value differently: joins with older rows would silently break.",
  },
  {
    rule: "dynamodb-deletion-protection",
    resource: "ledger-table",
    stacks: ["dev"],
    reason: "The stack may be destroyed: its removalProtection is off, with both settings.",
  },
  {
    rule: "ssm-encrypted",
    resource: "deployment",
    reason: "It says where the parts of the lakehouse are, as the console does; there is nothing secret in it.",
  },
];
