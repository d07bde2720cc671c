import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleKey } from "../../../model/names.ts";

export interface ContractBundleArgs {
  readonly bucket: pulumi.Input<string>;
  /** The compiled contracts as JSON, and the JSON's hash, which names the object. */
  readonly json: string;
  readonly hash: string;
}

/**
 * The compiled contracts, stored where runs read them. Every version is kept: a rerun uses the contracts that the run
 * started with.
 */
export class ContractBundle extends pulumi.ComponentResource {
  readonly key: pulumi.Output<string>;

  constructor(name: string, args: ContractBundleArgs) {
    super("lakehouse:infra:ContractBundle", name);
    const object = new aws.s3.BucketObjectv2(
      `${name}-object`,
      { bucket: args.bucket, key: bundleKey(args.hash), content: args.json, contentType: "application/json" },
      { parent: this, retainOnDelete: true },
    );
    this.key = object.key;
    this.registerOutputs({ key: this.key });
  }
}
