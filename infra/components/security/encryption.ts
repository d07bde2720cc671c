import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { byName } from "../../../model/parts.ts";
import { keyPolicy, type KeyPolicyArgs } from "../../permissions/key-policy.ts";
import { keyNames, type KeyName } from "../../permissions/key-uses.ts";
import { createKey } from "./encryption-key.ts";

export interface EncryptionArgs extends KeyPolicyArgs {
  /** Whether the keys refuse to be removed. */
  readonly protect: boolean;
}

const contents: Readonly<Record<KeyName, string>> = {
  raw: "Records as the sources gave them",
  processed: "Tables of the processed zone",
  curated: "Tables of the curated zone",
  results: "Results of queries",
  operations: "Artifacts, queues, ledger, secrets, logs and topics",
};

/**
 * A key per zone, one for queries' results and one for everything that runs the lakehouse. Whoever reads data takes two
 * permissions, the object's and its zone's key; a role of one zone can't read another by a mistaken S3 policy.
 */
export class Encryption extends pulumi.ComponentResource {
  /** ARN of each key. */
  readonly keys: Readonly<Record<KeyName, pulumi.Output<string>>>;
  /** Name of what Glue encrypts its own writes with: logs, bookmarks and scratch files of jobs and crawlers. */
  readonly securityConfiguration: pulumi.Output<string>;

  constructor(name: string, args: EncryptionArgs) {
    super("lakehouse:infra:Encryption", name);
    const { place, protect } = args;
    const create = (keyName: KeyName): pulumi.Output<string> =>
      createKey(
        `${name}-${keyName}`,
        {
          description: `${contents[keyName]}: ${place.prefix}`,
          alias: `${place.prefix}-${keyName}`,
          policy: keyPolicy(keyName, args),
          protect,
          // Stacks had one key for everything before; what it has encrypted must stay readable
          ...(keyName === "operations" && { formerName: `${name}-key` }),
        },
        this,
      );
    this.keys = byName(keyNames, create);
    this.securityConfiguration = this.configureGlue(name, args.place.prefix);
    this.registerOutputs({ keys: this.keys, securityConfiguration: this.securityConfiguration });
  }

  /** Tables' and pages' files aren't Glue's own: they are encrypted by their buckets, with their zones' keys. */
  private configureGlue(name: string, prefix: string): pulumi.Output<string> {
    const kmsKeyArn = this.keys.operations;
    const configuration = new aws.glue.SecurityConfiguration(
      `${name}-glue`,
      {
        name: prefix,
        encryptionConfiguration: {
          s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn },
          cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn },
          jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn },
        },
      },
      { parent: this },
    );
    return configuration.name;
  }
}
