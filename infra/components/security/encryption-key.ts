import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface EncryptionKeyArgs {
  /** What the key encrypts. */
  readonly description: string;
  /** Without `alias/`. */
  readonly alias: string;
  readonly policy: string;
  /** Whether deletion is refused. */
  readonly protect: boolean;
  /** The resource's former name. */
  readonly formerName?: string;
}

/** Creates a key with its alias as children of the given component; returns its ARN. */
export const createKey = (
  name: string,
  { description, alias, policy, protect, formerName }: EncryptionKeyArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> => {
  const key = new aws.kms.Key(
    `${name}-key`,
    { description, policy, enableKeyRotation: true, deletionWindowInDays: 30 },
    { parent, protect, ...(formerName !== undefined && { aliases: [{ name: formerName }] }) },
  );
  new aws.kms.Alias(`${name}-alias`, { name: `alias/${alias}`, targetKeyId: key.keyId }, { parent });
  return key.arn;
};
