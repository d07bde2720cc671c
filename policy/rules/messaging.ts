/**
 * What starts automatically and who is notified: schedules, topics, budgets, and the parameters by which parts find
 * each other.
 */
import { publicStatements, refusesPlainText } from "../document.ts";
import { customerKey, equals, input, isGiven, listAt, nameOf, refersTo, textAt } from "../judges.ts";
import type { Resource, Rule, Stack } from "../rule.ts";

const topic = "aws:sns/topic:Topic";
const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
const schedule = "aws:scheduler/schedule:Schedule";
const parameter = "aws:ssm/parameter:Parameter";

const policiesOf = (resource: Resource, stack: Stack): unknown[] => [
  resource.inputs["policy"],
  ...stack
    .of(topicPolicy)
    .filter(({ inputs }) => refersTo(inputs["arn"], nameOf(resource)))
    .map(({ inputs }) => inputs["policy"]),
];

const sns = { severity: "medium", services: ["SNS"], types: [topic] } as const;
const scheduler = { severity: "medium", services: ["EventBridge Scheduler"], types: [schedule] } as const;
const ssm = { severity: "medium", services: ["SSM"], types: [parameter] } as const;

export const messagingRules: readonly Rule[] = [
  {
    ...sns,
    id: "sns-encrypted",
    title: "What a topic announces is encrypted at rest",
    origins: ["SNS.1", "CKV_AWS_26"],
    judge: input("kmsMasterKeyId", isGiven, "a key"),
    fix: "set kmsMasterKeyId",
  },
  {
    ...sns,
    id: "sns-customer-key",
    title: "Topics are encrypted with a customer-managed key: CloudWatch may not use AWS's own",
    origins: [],
    judge: customerKey("kmsMasterKeyId"),
    fix: "set kmsMasterKeyId to the key for operations",
  },
  {
    ...sns,
    id: "sns-tls-only",
    title: "Every topic refuses publishing without TLS",
    origins: ["AwsSolutions-SNS3"],
    judge: (resource, stack) =>
      policiesOf(resource, stack).some((policy) => refusesPlainText(policy, "sns:Publish"))
        ? []
        : ["it has no policy that denies publishing where aws:SecureTransport is false"],
    fix: "deny sns:Publish to anybody where aws:SecureTransport is false",
  },
  {
    ...sns,
    id: "sns-policy-not-public",
    title: "No topic's policy admits anybody",
    origins: ["SNS.4", "CKV_AWS_169"],
    severity: "critical",
    types: [topic, topicPolicy],
    judge: ({ inputs }) => publicStatements(inputs["policy"]),
    fix: "name the principals that may publish",
  },
  {
    ...scheduler,
    id: "scheduler-dead-letters",
    title: "A start that couldn't be delivered leaves a dead letter",
    origins: [],
    judge: input("target.deadLetterConfig.arn", isGiven, "the ARN of a queue"),
    fix: "set target.deadLetterConfig",
  },
  {
    ...scheduler,
    id: "scheduler-retries",
    title: "A schedule limits the retries of a start",
    origins: [],
    severity: "low",
    judge: (resource, stack) => [
      ...input("target.retryPolicy.maximumRetryAttempts", (given) => Number(given) >= 1, "1 or more")(resource, stack),
      ...input(
        "target.retryPolicy.maximumEventAgeInSeconds",
        (given) => Number(given) >= 60,
        "60 or more",
      )(resource, stack),
    ],
    fix: "set target.retryPolicy",
  },
  {
    ...scheduler,
    id: "scheduler-time-zone",
    title: "A schedule with a time of day states its time zone",
    origins: [],
    severity: "low",
    judge: ({ inputs }) =>
      textAt(inputs, "scheduleExpression").startsWith("cron(") && !isGiven(inputs["scheduleExpressionTimezone"])
        ? ["it would use UTC even if its source doesn't"]
        : [],
    fix: "set scheduleExpressionTimezone",
  },
  {
    ...ssm,
    id: "ssm-encrypted",
    title: "Parameters are encrypted",
    origins: ["CKV2_AWS_34"],
    judge: equals("type", "SecureString"),
    fix: "set type SecureString",
  },
  {
    ...ssm,
    id: "ssm-no-secrets",
    title: "No parameter holds what looks like a secret",
    origins: ["CKV_AWS_384"],
    severity: "critical",
    judge: ({ inputs }) =>
      /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|"(password|secretAccessKey|token)":/.test(
        textAt(inputs, "value"),
      )
        ? ["its value looks like a secret"]
        : [],
    fix: "keep it in Secrets Manager",
  },
  {
    id: "budget-told",
    title: "Somebody is notified when a budget is spent or forecast to be",
    origins: [],
    severity: "medium",
    services: ["Budgets"],
    types: ["aws:budgets/budget:Budget"],
    judge: ({ inputs }) =>
      listAt(inputs, "notifications").some((notification) =>
        ["subscriberSnsTopicArns", "subscriberEmailAddresses"].some((key) => listAt(notification, key).length > 0),
      )
        ? []
        : ["nobody is notified"],
    fix: "add a notification with a topic or an address",
  },
];
