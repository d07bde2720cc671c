/** State machines. */
import { equals, input, isGiven } from "../judges.ts";
import type { Rule } from "../rule.ts";

const machine = {
  severity: "medium",
  services: ["Step Functions"],
  types: ["aws:sfn/stateMachine:StateMachine"],
} as const;

export const stepFunctionsRules: readonly Rule[] = [
  {
    ...machine,
    id: "step-functions-logged",
    title: "Everything in a night is logged",
    origins: ["StepFunctions.1", "CKV_AWS_285", "AwsSolutions-SF1"],
    judge: (resource, stack) => [
      ...equals("loggingConfiguration.level", "ALL")(resource, stack),
      ...equals("loggingConfiguration.includeExecutionData", true)(resource, stack),
      ...input("loggingConfiguration.logDestination", isGiven, "a log group")(resource, stack),
    ],
    fix: "set loggingConfiguration with level ALL and the execution's data",
  },
  {
    ...machine,
    id: "step-functions-tracing",
    title: "Nights are traced",
    origins: ["CKV_AWS_284", "AwsSolutions-SF2"],
    severity: "low",
    judge: equals("tracingConfiguration.enabled", true),
    fix: "set tracingConfiguration.enabled and let the role send traces",
  },
  {
    ...machine,
    id: "step-functions-standard",
    title: "A night is a standard execution, which runs once under its name",
    origins: [],
    judge: input("type", (type) => type === undefined || type === "STANDARD", "STANDARD"),
    fix: "leave type out or set STANDARD; express executions may run twice",
  },
];
