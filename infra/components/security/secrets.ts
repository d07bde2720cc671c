import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Source } from "../../../model/documents/contract-bundle.ts";

export interface SecretsArgs {
  /** Prefix of every secret's name, with a trailing slash, e.g. `lakehouse/dev/`. */
  readonly namePrefix: string;
  readonly sources: readonly Source[];
  readonly keyArn: pulumi.Input<string>;
  readonly protect: boolean;
}

export interface SecretReference {
  readonly id: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
}

/**
 * The secrets for the sources' tokens and the masking key. They are created empty: the operator sets their values,
 * which appear in no program, config, or state.
 */
export class Secrets extends pulumi.ComponentResource {
  /** Secret of each source that has one, by source name. */
  readonly tokens: Readonly<Record<string, SecretReference>>;
  readonly maskKey: SecretReference;

  constructor(name: string, args: SecretsArgs) {
    super("lakehouse:infra:Secrets", name);
    const secret = (secretName: string, description: string): SecretReference => {
      const created = new aws.secretsmanager.Secret(
        `${name}-${secretName}`,
        {
          name: `${args.namePrefix}${secretName}`,
          description,
          kmsKeyId: args.keyArn,
          recoveryWindowInDays: args.protect ? 30 : 0,
        },
        { parent: this },
      );
      return { id: created.name, arn: created.arn };
    };
    // Two sources may share a token
    const names = [...new Set(args.sources.flatMap(({ tokenSecret }) => tokenSecret ?? []))];
    const created = new Map(names.map((tokenSecret) => [tokenSecret, secret(tokenSecret, "Token of a source's API")]));
    this.tokens = Object.fromEntries(
      args.sources.flatMap((source) => {
        const reference = created.get(source.tokenSecret ?? "");
        return reference ? [[source.name, reference]] : [];
      }),
    );
    this.maskKey = secret("mask-key", "Key that personal values are masked with; a new one breaks joins with old rows");
    this.registerOutputs({});
  }
}
