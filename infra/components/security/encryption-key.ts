import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface EncryptionKeyArgs {
  /** What is encrypted with it. */
  readonly description: string;
  /** Without `alias/`. */
  readonly alias: string;
  readonly policy: string;
  /** Whether it refuses to be removed. */
  readonly protect: boolean;
  /** Name that the resource had before. */
  readonly formerName?: string;
}

/** A key with its alias, as children of the component that they are for; answers its ARN. */
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
