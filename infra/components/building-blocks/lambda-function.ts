import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { metricNamespace } from "../../../model/metrics.ts";
import { functionLogGroup } from "../../../model/names.ts";
import type { FunctionName } from "../../../model/parts.ts";
import { functionRuntime } from "../../function-runtime.ts";
import { usesKeys, type Keys } from "../../permissions/key-uses.ts";
import { attachesFunction, type Attachment } from "../../permissions/network-access.ts";
import { allow, type Statement } from "../../permissions/policy.ts";
import { arn, type Place } from "../../place.ts";
import { ServiceRole } from "./service-role.ts";

/** What all functions of a stack share. */
export interface FunctionDefaults {
  readonly place: Place;
  readonly architecture: "arm64" | "x86_64";
  readonly logRetentionDays: number;
  /** The operations key encrypts logs and variables; the key-use table says what else the function may use. */
  readonly keys: Keys;
  /** Placement in the private network; `undefined` if functions run in AWS's own network. */
  readonly network: Attachment | undefined;
  /** Packaged code by function name; contains `index.mjs`, which exports `handler`. */
  readonly code: Readonly<Record<FunctionName, pulumi.asset.Archive>>;
}

export interface LambdaFunctionArgs {
  readonly defaults: FunctionDefaults;
  /** The function's name is `<prefix>-<part>`. */
  readonly part: FunctionName;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** Permissions besides writing its own log and using keys. */
  readonly statements: readonly Statement[];
  /** ARN of the queue for asynchronous calls that failed every attempt. */
  readonly deadLetters?: pulumi.Input<string>;
}

/** A function with its log group and role. */
export class LambdaFunction extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;
  /** Anything that needs the role's permissions must depend on it: without the policy, the role has none. */
  readonly permissions: pulumi.Resource;

  constructor(name: string, args: LambdaFunctionArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:LambdaFunction", name, {}, options);
    const { place, architecture, logRetentionDays, keys, network, code } = args.defaults;
    const functionName = `${place.prefix}-${args.part}`;
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-log`,
      { name: functionLogGroup(place.prefix, args.part), retentionInDays: logRetentionDays, kmsKeyId: keys.operations },
      { parent: this },
    );
    const role = new ServiceRole(
      name,
      {
        place,
        part: args.part,
        service: "lambda.amazonaws.com",
        description: `What the function ${functionName} may do`,
        statements: [
          writesLog(place, args.part),
          ...usesKeys(args.part, keys),
          ...(network ? attachesFunction(place, functionName) : []),
          ...(args.deadLetters ? [allow("KeepFailedCalls", ["sqs:SendMessage"], [args.deadLetters])] : []),
          ...args.statements,
        ],
      },
      { parent: this },
    );
    const created = new aws.lambda.Function(
      `${name}-function`,
      {
        name: functionName,
        description: args.description,
        role: role.arn,
        runtime: functionRuntime,
        architectures: [architecture],
        handler: "index.handler",
        code: code[args.part],
        timeout: args.timeoutSeconds,
        memorySize: args.memoryMiB,
        environment: { variables: { ...powertools(args.part), ...args.environment } },
        kmsKeyArn: keys.operations,
        ...(args.deadLetters && { deadLetterConfig: { targetArn: args.deadLetters } }),
        ...(network && {
          vpcConfig: { subnetIds: [...network.subnetIds], securityGroupIds: [network.securityGroupId] },
        }),
      },
      { parent: this, dependsOn: [logGroup, role.policy] },
    );
    this.permissions = role.policy;
    this.arn = created.arn;
    this.functionName = created.name;
    this.registerOutputs({ arn: this.arn });
  }
}

const powertools = (part: FunctionName): Record<string, string> => ({
  POWERTOOLS_SERVICE_NAME: part,
  POWERTOOLS_METRICS_NAMESPACE: metricNamespace,
  POWERTOOLS_LOG_LEVEL: "INFO",
});

/** No CreateLogGroup: a function that could create its group would recreate it without retention after a removal. */
const writesLog = (place: Place, part: FunctionName): Statement =>
  allow(
    "WriteLog",
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    [arn(place, "logs", `log-group:${functionLogGroup(place.prefix, part)}:*`)],
  );
