/** Queues, including dead-letter queues. */
import { at, customerKey, isGiven, listAt, nameOf, refersTo, textAt } from "../judges.ts";
import { allowsOf, publicStatements, refusesPlainText } from "../document.ts";
import type { Resource, Rule, Stack } from "../rule.ts";

const queue = "aws:sqs/queue:Queue";
const queuePolicy = "aws:sqs/queuePolicy:QueuePolicy";
const mapping = "aws:lambda/eventSourceMapping:EventSourceMapping";

interface Redrive {
  readonly deadLetterTargetArn?: string;
  readonly maxReceiveCount?: number;
}

const redriveOf = ({ inputs }: Resource): Redrive => JSON.parse(textAt(inputs, "redrivePolicy") || "{}") as Redrive;

const sourcesOf = (resource: Resource, stack: Stack): Resource[] =>
  stack.of(queue).filter((source) => refersTo(redriveOf(source).deadLetterTargetArn, nameOf(resource)));

/** Whether something uses it for dead letters: another queue, a schedule, or a function. */
const isDeadLetterQueue = (resource: Resource, stack: Stack): boolean => {
  const targets = [
    ...stack.of("aws:scheduler/schedule:Schedule").map(({ inputs }) => at(inputs, "target.deadLetterConfig.arn")),
    ...stack.of("aws:lambda/function:Function").map(({ inputs }) => at(inputs, "deadLetterConfig.targetArn")),
  ];
  return sourcesOf(resource, stack).length > 0 || targets.some((target) => refersTo(target, nameOf(resource)));
};

const policiesOf = (resource: Resource, stack: Stack): unknown[] => [
  ...stack
    .of(queuePolicy)
    .filter(({ inputs }) => refersTo(inputs["queueUrl"], nameOf(resource)))
    .map(({ inputs }) => inputs["policy"]),
  resource.inputs["policy"],
];

const sqs = { severity: "medium", services: ["SQS"], types: [queue] } as const;

export const sqsRules: readonly Rule[] = [
  {
    ...sqs,
    id: "sqs-encrypted",
    title: "Messages are encrypted at rest",
    origins: ["SQS.1", "CKV_AWS_27", "AwsSolutions-SQS2"],
    judge: ({ inputs }) =>
      inputs["sqsManagedSseEnabled"] === true || isGiven(inputs["kmsMasterKeyId"])
        ? []
        : ["its messages aren't encrypted"],
    fix: "set kmsMasterKeyId",
  },
  {
    ...sqs,
    id: "sqs-customer-key",
    title: "Messages are encrypted with a customer-managed key",
    origins: ["CKV2_AWS_73"],
    judge: customerKey("kmsMasterKeyId"),
    fix: "set kmsMasterKeyId to the key for operations",
  },
  {
    ...sqs,
    id: "sqs-dead-letters",
    title: "A message that fails too often goes to a dead-letter queue",
    origins: ["AwsSolutions-SQS3"],
    judge: (resource, stack) =>
      isGiven(redriveOf(resource).deadLetterTargetArn) || isDeadLetterQueue(resource, stack)
        ? []
        : ["its messages are retried until they expire, and are then lost"],
    fix: "set a redrivePolicy",
  },
  {
    ...sqs,
    id: "sqs-tls-only",
    title: "Every queue refuses requests without TLS",
    origins: ["AwsSolutions-SQS4"],
    judge: (resource, stack) =>
      policiesOf(resource, stack).some((policy) => refusesPlainText(policy, "sqs:*"))
        ? []
        : ["it has no policy that denies sqs:* where aws:SecureTransport is false"],
    fix: "deny sqs:* to anybody where aws:SecureTransport is false",
  },
  {
    ...sqs,
    id: "sqs-policy-not-public",
    title: "No queue policy admits anybody",
    origins: ["SQS.3", "CKV_AWS_168", "CKV_AWS_387"],
    severity: "critical",
    types: [queue, queuePolicy],
    judge: ({ inputs }) => publicStatements(inputs["policy"]),
    fix: "name the principals that the statement is for",
  },
  {
    ...sqs,
    id: "sqs-policy-names-actions",
    title: "A queue policy allows named actions only",
    origins: ["CKV_AWS_72"],
    types: [queue, queuePolicy],
    judge: ({ inputs }) =>
      allowsOf(inputs["policy"])
        .filter(({ actions }) => actions.some((action) => action === "*" || action.toLowerCase() === "sqs:*"))
        .map(({ sid }) => `the statement ${sid} allows all actions`),
    fix: "name the actions",
  },
  {
    ...sqs,
    id: "sqs-dead-letters-from-named-queues",
    title: "A dead-letter queue names the queues that it takes messages from",
    origins: [],
    severity: "low",
    judge: (resource, stack) =>
      sourcesOf(resource, stack).length === 0 ||
      stack
        .of("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy")
        .filter(({ inputs }) => refersTo(inputs["queueUrl"], nameOf(resource)))
        .some(({ inputs }) => textAt(inputs, "redriveAllowPolicy").includes('"byQueue"'))
        ? []
        : ["any queue of the account may use it as its dead-letter queue"],
    fix: "add a RedriveAllowPolicy with redrivePermission byQueue",
  },
  {
    ...sqs,
    id: "sqs-dead-letters-outlive-messages",
    title: "Dead letters are kept longer than messages, because a message keeps its age when it moves",
    origins: [],
    judge: (resource, stack) =>
      sourcesOf(resource, stack)
        .filter(
          (source) =>
            Number(resource.inputs["messageRetentionSeconds"] ?? 345_600) <=
            Number(source.inputs["messageRetentionSeconds"] ?? 345_600),
        )
        .map((source) => `it keeps messages no longer than ${source.name}`),
    fix: "raise messageRetentionSeconds, to at most 1209600 (14 days)",
  },
  {
    ...sqs,
    id: "sqs-visibility-covers-retries",
    title: "A message's visibility timeout is six times its function's timeout",
    origins: [],
    judge: (resource, stack) =>
      stack
        .of(mapping)
        .filter(({ inputs }) => refersTo(inputs["eventSourceArn"], nameOf(resource)))
        .flatMap(({ inputs }) =>
          stack
            .of("aws:lambda/function:Function")
            .filter((candidate) => refersTo(inputs["functionName"], nameOf(candidate))),
        )
        .filter(
          (worker) =>
            Number(resource.inputs["visibilityTimeoutSeconds"] ?? 30) < 6 * Number(worker.inputs["timeout"] ?? 3),
        )
        .map((worker) => `a message reappears while ${worker.name} may still be retried`),
    fix: "raise visibilityTimeoutSeconds to six times the function's timeout",
  },
  {
    ...sqs,
    id: "sqs-enough-deliveries",
    title: "A message is delivered at least five times before it counts as dead",
    origins: [],
    severity: "low",
    judge: (resource) => {
      const { deadLetterTargetArn, maxReceiveCount = 0 } = redriveOf(resource);
      return deadLetterTargetArn === undefined || maxReceiveCount >= 5
        ? []
        : [`throttled invocations use up its ${maxReceiveCount} deliveries`];
    },
    fix: "raise maxReceiveCount to 5 or more",
  },
  {
    ...sqs,
    id: "sqs-failures-per-message",
    title: "A function that reads a queue says which messages failed",
    origins: [],
    types: [mapping],
    judge: ({ inputs }) =>
      textAt(inputs, "eventSourceArn").includes(":sqs:") &&
      !listAt(inputs, "functionResponseTypes").includes("ReportBatchItemFailures")
        ? ["one failed message returns the whole batch"]
        : [],
    fix: "add ReportBatchItemFailures to functionResponseTypes",
  },
];
