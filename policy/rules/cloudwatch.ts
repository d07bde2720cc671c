/** Logs and alarms. */
import { at, customerKey, input, listAt, nameOf, textAt } from "../judges.ts";
import type { Resource, Rule, Stack } from "../rule.ts";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const composite = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const queue = "aws:sqs/queue:Queue";

const cloudwatch = { severity: "medium", services: ["CloudWatch"], types: [alarm] } as const;

/** Values of the dimensions that an alarm watches, including those inside its expressions. */
const watches = ({ inputs }: Resource, value: string): boolean =>
  JSON.stringify([at(inputs, "dimensions"), at(inputs, "metricQueries")]).includes(JSON.stringify(value));

/** A rule quotes names, or omits the quotes if they have no special characters. */
const isPartOf = (part: Resource, { inputs }: Resource): boolean =>
  textAt(inputs, "alarmRule")
    .split(/[()"]/)
    .some((word) => word === nameOf(part));

/** Whether the stack has alarms at all: with alarms.enabled false it has none, by choice. */
const hasAlarms = (stack: Stack): boolean => stack.of(alarm).length > 0;

const unwatched = (resource: Resource, stack: Stack, value: string): readonly string[] =>
  !hasAlarms(stack) || stack.of(alarm).some((candidate) => watches(candidate, value))
    ? []
    : [`no alarm watches ${nameOf(resource)}`];

export const cloudwatchRules: readonly Rule[] = [
  {
    ...cloudwatch,
    id: "logs-retention",
    title: "Logs are kept for a stated time",
    origins: ["CKV_AWS_66"],
    types: [logGroup],
    judge: input("retentionInDays", (days) => Number(days) > 0, "more than 0"),
    fix: "set retentionInDays",
  },
  {
    ...cloudwatch,
    id: "logs-customer-key",
    title: "Logs are encrypted with a customer-managed key",
    origins: ["CKV_AWS_158"],
    types: [logGroup],
    judge: customerKey("kmsKeyId"),
    fix: "set kmsKeyId to the key for operations",
  },
  {
    ...cloudwatch,
    id: "alarm-acts",
    // Security Hub itself counts only the alarm's own actions and reports the parts of a composite alarm
    title: "An alarm notifies somebody, itself or as part of another",
    origins: ["CloudWatch.15"],
    judge: (resource, stack) =>
      [resource, ...stack.of(composite).filter((whole) => isPartOf(resource, whole))].some(
        ({ inputs }) => listAt(inputs, "alarmActions").length > 0,
      )
        ? []
        : ["nobody is notified"],
    fix: "set alarmActions to the alarms' topic",
  },
  {
    ...cloudwatch,
    id: "alarm-actions-enabled",
    title: "An alarm's actions aren't disabled",
    origins: ["CloudWatch.17", "CKV_AWS_319"],
    judge: input("actionsEnabled", (enabled) => enabled !== false, "true"),
    fix: "leave actionsEnabled out",
  },
  {
    ...cloudwatch,
    id: "alarm-says-what-silence-means",
    title: "An alarm states how it treats missing data",
    origins: [],
    severity: "low",
    judge: input("treatMissingData", (given) => textAt({ given }, "given") !== "", "stated"),
    fix: "set treatMissingData",
  },
  {
    ...cloudwatch,
    id: "alarm-described",
    title: "An alarm says what to do",
    origins: [],
    severity: "low",
    judge: input("alarmDescription", (given) => textAt({ given }, "given") !== "", "a sentence for whoever is paged"),
    fix: "set alarmDescription",
  },
  {
    ...cloudwatch,
    id: "alarm-on-dead-letters",
    title: "Every dead-letter queue has an alarm",
    origins: [],
    types: [queue],
    judge: (resource, stack) => {
      const isSource = textAt(resource.inputs, "redrivePolicy") !== "";
      return isSource ? [] : unwatched(resource, stack, nameOf(resource));
    },
    fix: "add an alarm on ApproximateNumberOfMessagesVisible",
  },
  {
    ...cloudwatch,
    id: "alarm-on-nights",
    title: "Every state machine has an alarm",
    origins: [],
    types: ["aws:sfn/stateMachine:StateMachine"],
    judge: (resource, stack) => {
      const machines = stack
        .of(alarm)
        .flatMap(({ inputs }) => JSON.stringify(inputs).match(/stateMachine:[\w-]+/g) ?? []);
      return !hasAlarms(stack) || machines.includes(`stateMachine:${nameOf(resource)}`)
        ? []
        : [`no alarm watches ${nameOf(resource)}`];
    },
    fix: "add an alarm on ExecutionsFailed",
  },
];
