/** Functions, and what may call them. */
import { isService } from "../document.ts";
import { at, customerKey, equals, input, listAt, nameOf, refersTo, textAt, unless } from "../judges.ts";
import type { Resource, Rule, Stack } from "../rule.ts";

const lambdaFunction = "aws:lambda/function:Function";
const permission = "aws:lambda/permission:Permission";

/** Runtimes that AWS still patches: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const supportedRuntimes = ["nodejs22.x", "nodejs24.x", "python3.11", "python3.12", "python3.13", "python3.14"];

/** What keys of AWS and of well-known services look like. */
const credential =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_\w{36}\b|\beyJ[\w-]+\.eyJ[\w-]+\./;
const secretName = /(PASSWORD|PASSWD|SECRET_KEY|ACCESS_KEY|API_KEY|PRIVATE_KEY|_TOKEN)$/;

const variablesOf = ({ inputs }: Resource): [string, unknown][] =>
  Object.entries((at(inputs, "environment.variables") ?? {}) as Record<string, unknown>);

const isInNetwork = ({ inputs }: Resource): boolean => listAt(inputs, "vpcConfig.subnetIds").length > 0;

export const vpcsOf = (stack: Stack): readonly Resource[] => [
  ...stack.of("awsx:ec2:Vpc"),
  ...stack.of("aws:ec2/vpc:Vpc"),
];

const lambda = { severity: "medium", services: ["Lambda"], types: [lambdaFunction] } as const;

export const lambdaRules: readonly Rule[] = [
  {
    ...lambda,
    id: "lambda-supported-runtime",
    title: "Functions run on a runtime that AWS still patches",
    origins: ["Lambda.2", "CKV_AWS_363"],
    judge: input(
      "runtime",
      (runtime) => supportedRuntimes.includes(String(runtime)),
      `one of ${supportedRuntimes.join(", ")}`,
    ),
    fix: "name a supported runtime",
  },
  {
    ...lambda,
    id: "lambda-not-public",
    title: "Nobody outside the account may call a function",
    origins: ["Lambda.1", "CKV_AWS_301"],
    severity: "critical",
    types: [permission],
    judge: ({ inputs }) => (inputs["principal"] === "*" ? ["it lets anybody call the function"] : []),
    fix: "name the principal",
  },
  {
    ...lambda,
    id: "lambda-service-permission-bound",
    title: "A service may call a function only for named resources or for this account",
    origins: ["CKV_AWS_364"],
    severity: "high",
    types: [permission],
    judge: ({ inputs }) =>
      isService(textAt(inputs, "principal")) &&
      textAt(inputs, "sourceArn") === "" &&
      textAt(inputs, "sourceAccount") === ""
        ? [`resources of any account may make ${textAt(inputs, "principal")} call it`]
        : [],
    fix: "set sourceArn or sourceAccount",
  },
  {
    ...lambda,
    id: "lambda-url-authenticated",
    title: "A function's URL authenticates callers",
    origins: ["CKV_AWS_258"],
    severity: "critical",
    types: ["aws:lambda/functionUrl:FunctionUrl"],
    judge: equals("authorizationType", "AWS_IAM"),
    fix: "set authorizationType AWS_IAM",
  },
  {
    ...lambda,
    id: "lambda-tracing",
    title: "Functions are traced",
    origins: ["Lambda.7", "CKV_AWS_50"],
    severity: "low",
    judge: equals("tracingConfig.mode", "Active"),
    fix: "set tracingConfig.mode Active and let the role send traces",
  },
  {
    ...lambda,
    id: "lambda-dead-letters",
    title: "An asynchronous call that fails leaves a dead letter",
    origins: ["CKV_AWS_116"],
    judge: unless(
      // the scheduler doesn't wait for its target:
      // https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
      (resource, stack) =>
        !stack
          .of("aws:scheduler/schedule:Schedule")
          .some(({ inputs }) => refersTo(at(inputs, "target.arn"), nameOf(resource))),
      input("deadLetterConfig.targetArn", (target) => typeof target === "string", "a queue or a topic"),
    ),
    fix: "set deadLetterConfig and let the role send there",
  },
  {
    ...lambda,
    id: "lambda-concurrency-bound",
    title: "A function's concurrency is limited",
    origins: ["CKV_AWS_115"],
    judge: input("reservedConcurrentExecutions", (given) => Number(given) > 0, "more than 0"),
    fix: "set reservedConcurrentExecutions",
  },
  {
    ...lambda,
    id: "lambda-variables-encrypted",
    title: "Functions' variables are encrypted with a customer-managed key",
    origins: ["CKV_AWS_173"],
    judge: unless((resource) => variablesOf(resource).length === 0, customerKey("kmsKeyArn")),
    fix: "set kmsKeyArn to the key for operations",
  },
  {
    ...lambda,
    id: "lambda-no-secret-variables",
    title: "No variable of a function holds a secret",
    origins: ["CKV_AWS_45"],
    severity: "critical",
    judge: (resource) =>
      variablesOf(resource)
        .filter(([name, value]) => secretName.test(name) || credential.test(String(value)))
        .map(([name]) => `the variable ${name} is or looks like a secret`),
    fix: "keep it in Secrets Manager and pass the secret's name",
  },
  {
    ...lambda,
    id: "lambda-in-network",
    title: "If there is a private network, every function runs in it",
    origins: ["Lambda.3", "CKV_AWS_117"],
    severity: "high",
    judge: (resource, stack) =>
      vpcsOf(stack).length > 0 && !isInNetwork(resource) ? ["it runs outside the stack's network"] : [],
    fix: "set vpcConfig to the network's subnets and the functions' security group",
  },
  {
    ...lambda,
    id: "lambda-in-several-zones",
    title: "A function in a network has subnets in several zones",
    origins: ["Lambda.5"],
    judge: (resource) => {
      const subnets = new Set(listAt(resource.inputs, "vpcConfig.subnetIds"));
      return subnets.size === 1 ? ["it fails if one zone does"] : [];
    },
    fix: "name a subnet per zone in vpcConfig.subnetIds",
  },
  {
    ...lambda,
    id: "lambda-log-group",
    title: "Every function's log group is the program's, with its retention and key",
    origins: [],
    judge: (resource, stack) => {
      const wanted = textAt(resource.inputs, "loggingConfig.logGroup") || `/aws/lambda/${nameOf(resource)}`;
      return stack.of("aws:cloudwatch/logGroup:LogGroup").some((group) => nameOf(group) === wanted)
        ? []
        : [`Lambda creates ${wanted} itself, and keeps it forever`];
    },
    fix: "declare the log group before the function",
  },
  {
    ...lambda,
    id: "lambda-role-of-its-own",
    title: "No two functions share a role",
    origins: [],
    severity: "high",
    judge: (resource, stack) =>
      stack
        .of(lambdaFunction)
        .filter((other) => other !== resource && other.name < resource.name)
        .filter((other) => other.inputs["role"] === resource.inputs["role"])
        .map((other) => `it may do what ${other.name} may, because they share a role`),
    fix: "give the function its own role with only what it needs",
  },
  {
    ...lambda,
    id: "lambda-queue-concurrency-bound",
    title: "A queue limits its function's concurrency",
    origins: [],
    types: ["aws:lambda/eventSourceMapping:EventSourceMapping"],
    judge: unless(
      ({ inputs }, stack) =>
        !textAt(inputs, "eventSourceArn").includes(":sqs:") ||
        stack
          .of(lambdaFunction)
          .some(
            (worker) =>
              refersTo(inputs["functionName"], nameOf(worker)) &&
              Number(worker.inputs["reservedConcurrentExecutions"]) > 0,
          ),
      input("scalingConfig.maximumConcurrency", (given) => Number(given) >= 2, "2 or more"),
    ),
    fix: "set scalingConfig.maximumConcurrency to what the source can handle",
  },
];
