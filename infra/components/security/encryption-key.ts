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
  /** Names that the resource had before. */
  readonly formerNames?: readonly string[];
}

/** A key with its alias, as children of the component that they are for; answers its ARN. */
export const createKey = (
  name: string,
  { description, alias, policy, protect, formerNames = [] }: EncryptionKeyArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> => {
  const key = new aws.kms.Key(
    `${name}-key`,
    { description, policy, enableKeyRotation: true, deletionWindowInDays: 30 },
    { parent, protect, ...(formerNames.length > 0 && { aliases: formerNames.map((former) => ({ name: former })) }) },
  );
  new aws.kms.Alias(`${name}-alias`, { name: `alias/${alias}`, targetKeyId: key.keyId }, { parent });
  return key.arn;
};
