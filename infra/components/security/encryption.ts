import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { byName } from "../../../model/parts.ts";
import { keyPolicy, type KeyPolicyArgs } from "../../permissions/key-policy.ts";
import { keyNames, type KeyName } from "../../permissions/key-uses.ts";
import { createKey } from "./encryption-key.ts";

export interface EncryptionArgs extends KeyPolicyArgs {
  /** Whether deletion of the keys is refused. */
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
 * A key per zone, one for query results, and one for everything that runs the lakehouse. Reading data takes two
 * permissions, on the object and on its zone's key; a mistaken S3 policy can't let one zone's role read another zone.
 */
export class Encryption extends pulumi.ComponentResource {
  /** ARN of each key. */
  readonly keys: Readonly<Record<KeyName, pulumi.Output<string>>>;
  /**
   * Name of the configuration with which Glue encrypts its own writes: logs, bookmarks, and scratch files of jobs and
   * crawlers.
   */
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
          // Earlier stacks had one key for everything; what it encrypted must stay readable
          ...(keyName === "operations" && { formerName: `${name}-key` }),
        },
        this,
      );
    this.keys = byName(keyNames, create);
    this.securityConfiguration = this.configureGlue(name, args.place.prefix);
    this.registerOutputs({ keys: this.keys, securityConfiguration: this.securityConfiguration });
  }

  /** Table and page files aren't Glue's own: their buckets encrypt them with their zones' keys. */
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
