import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place.ts";
import { allow, type Statement } from "./policy.ts";

export interface EncryptionArgs {
  readonly place: Place;
  /** Whether the key refuses to be removed. */
  readonly protect: boolean;
}

/**
 * The key that buckets and secrets are encrypted with. Reading personal data in the raw zone takes two permissions,
 * the object's and the key's. With bucket keys, S3 asks for a data key per bucket instead of one per object.
 */
export class Encryption extends pulumi.ComponentResource {
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Encryption", name, {}, options);
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Buckets and secrets of ${args.place.prefix}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      { parent: this, protect: args.protect },
    );
    new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${args.place.prefix}`, targetKeyId: key.keyId },
      { parent: this },
    );
    this.keyArn = key.arn;
    this.registerOutputs({ keyArn: this.keyArn });
  }
}

export const decrypts = (keyArn: pulumi.Input<string>): Statement => allow("DecryptWithKey", ["kms:Decrypt"], [keyArn]);

/** S3 asks for both when an object is written; multipart uploads decrypt their own parts. */
export const encrypts = (keyArn: pulumi.Input<string>): Statement =>
  allow("EncryptWithKey", ["kms:Decrypt", "kms:GenerateDataKey"], [keyArn]);
