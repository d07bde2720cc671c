import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";
import { allow } from "../../permissions/policy.ts";
import { LambdaFunction, type FunctionDefaults } from "../building-blocks/lambda-function.ts";
import type { SecretReference } from "./secrets.ts";

export interface RotationArgs {
  readonly functions: FunctionDefaults;
  readonly sources: readonly Source[];
  /** Base URL of each source, by source name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Secret of each source's token, by source name. */
  readonly tokens: Readonly<Record<string, SecretReference>>;
  /** Days between rotations: 1–365. */
  readonly everyDays: number;
  readonly sourceTimeoutSeconds: number;
}

/**
 * Rotates the tokens of sources that can issue new ones. If sources share a secret, one of them rotates it. The masking
 * key is not rotated: another key would mask the same value differently, and new rows would not join with old ones.
 */
export class Rotation extends pulumi.ComponentResource {
  constructor(name: string, args: RotationArgs) {
    super("lakehouse:infra:Rotation", name);
    const rotated = rotatedTokens(args);
    if (rotated.length > 0) {
      this.rotate(name, args, rotated);
    }
    this.registerOutputs({});
  }

  private rotate(name: string, args: RotationArgs, rotated: readonly RotatedToken[]): void {
    const rotate = this.createFunction(name, args, rotated);
    const invocable = new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: rotate.functionName,
        principal: "secretsmanager.amazonaws.com",
        sourceAccount: args.functions.place.accountId,
      },
      { parent: this },
    );
    for (const { tokenSecret, secret } of rotated) {
      new aws.secretsmanager.SecretRotation(
        `${name}-${tokenSecret}`,
        {
          secretId: secret.arn,
          rotationLambdaArn: rotate.arn,
          // At the first deployment there is no token yet that could request a new one
          rotateImmediately: false,
          rotationRules: { automaticallyAfterDays: args.everyDays },
        },
        { parent: this, dependsOn: [invocable] },
      );
    }
  }

  private createFunction(name: string, args: RotationArgs, rotated: readonly RotatedToken[]): LambdaFunction {
    const arns = rotated.map(({ secret }) => secret.arn);
    return new LambdaFunction(
      `${name}-rotate`,
      {
        defaults: args.functions,
        part: "rotate",
        description: "Rotates a source's token in the steps of Secrets Manager; the source issues the new one",
        timeoutSeconds: Math.min(900, 2 * args.sourceTimeoutSeconds + 30),
        memoryMiB: 256,
        environment: {
          ROTATIONS: pulumi
            .all(
              rotated.map(({ secret, source, url }) =>
                secret.arn.apply((arn) => [arn, { name: source, url }] as const),
              ),
            )
            .apply((entries) => JSON.stringify(Object.fromEntries(entries))),
          SOURCE_TIMEOUT_SECONDS: args.sourceTimeoutSeconds.toString(),
        },
        statements: [
          allow(
            "RotateTokens",
            [
              "secretsmanager:DescribeSecret",
              "secretsmanager:GetSecretValue",
              "secretsmanager:PutSecretValue",
              "secretsmanager:UpdateSecretVersionStage",
            ],
            arns,
          ),
        ],
      },
      { parent: this },
    );
  }
}

interface RotatedToken {
  readonly source: string;
  readonly tokenSecret: string;
  readonly secret: SecretReference;
  /** Where the source issues tokens. */
  readonly url: string;
}

const rotatedTokens = ({ sources, addresses, tokens }: RotationArgs): RotatedToken[] =>
  sources.flatMap(({ name, tokenSecret, tokenRotation }) => {
    const secret = tokens[name];
    const address = addresses[name];
    return tokenRotation === undefined || tokenSecret === undefined || secret === undefined || address === undefined
      ? []
      : [{ source: name, tokenSecret, secret, url: `${address.replace(/\/+$/, "")}${tokenRotation.path}` }];
  });
