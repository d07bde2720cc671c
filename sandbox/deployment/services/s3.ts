import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type BucketVersioningStatus,
  type LifecycleRule,
  type ObjectOwnership,
  type PublicAccessBlockConfiguration,
  type ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import {
  createOr,
  defineType,
  pascalKeys,
  removeIfThere,
  type AnyResourceType,
  type Applied,
} from "../resource-type.ts";
import { emptyBucket } from "./s3-contents.ts";
import { bucketObject } from "./s3-object.ts";

const client = new S3Client({ forcePathStyle: true });

interface BucketInputs {
  readonly bucket: string;
  readonly forceDestroy: boolean;
}

const describeBucket = (bucket: string): Applied => ({ id: bucket, outputs: { arn: `arn:aws:s3:::${bucket}` } });

const bucketType = defineType<BucketInputs>({
  inputs: ["bucket", "forceDestroy"],
  replaceOn: ["bucket"],
  create: ({ bucket }) =>
    createOr(
      async () => {
        await client.send(new CreateBucketCommand({ Bucket: bucket }));
        return describeBucket(bucket);
      },
      ["BucketAlreadyOwnedByYou"],
      () => Promise.resolve(describeBucket(bucket)),
    ),
  update: (_, current) => Promise.resolve(current),
  delete: async ({ id }, inputs) => {
    if (inputs["forceDestroy"] === true) {
      await emptyBucket(client, id);
    }
    await removeIfThere(() => client.send(new DeleteBucketCommand({ Bucket: id })), ["NoSuchBucket"]);
  },
});

/** A setting of a bucket. Putting it is idempotent. */
const setting = <Inputs extends { readonly bucket: string }>(
  inputs: readonly (keyof Inputs & string)[],
  put: (inputs: Inputs) => Promise<unknown>,
  remove: (bucket: string) => Promise<unknown>,
): AnyResourceType => {
  const apply = async (values: Inputs): Promise<Applied> => {
    await put(values);
    return { id: values.bucket, outputs: {} };
  };
  return defineType<Inputs>({
    inputs,
    replaceOn: ["bucket"],
    create: apply,
    update: apply,
    delete: ({ id }) => removeIfThere(() => remove(id), ["NoSuchBucket"]),
  });
};

interface PublicAccessInputs {
  readonly bucket: string;
  readonly blockPublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly ignorePublicAcls: boolean;
  readonly restrictPublicBuckets: boolean;
}

const publicAccessBlock = setting<PublicAccessInputs>(
  ["bucket", "blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
  ({ bucket, ...block }) =>
    client.send(
      new PutPublicAccessBlockCommand({
        Bucket: bucket,
        PublicAccessBlockConfiguration: pascalKeys(block) as PublicAccessBlockConfiguration,
      }),
    ),
  (bucket) => client.send(new DeletePublicAccessBlockCommand({ Bucket: bucket })),
);

const ownership = setting<{ bucket: string; rule: { objectOwnership: ObjectOwnership } }>(
  ["bucket", "rule"],
  ({ bucket, rule }) =>
    client.send(
      new PutBucketOwnershipControlsCommand({
        Bucket: bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: rule.objectOwnership }] },
      }),
    ),
  (bucket) => client.send(new DeleteBucketOwnershipControlsCommand({ Bucket: bucket })),
);

const bucketPolicy = setting<{ bucket: string; policy: string }>(
  ["bucket", "policy"],
  ({ bucket, policy }) => client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy })),
  (bucket) => client.send(new DeleteBucketPolicyCommand({ Bucket: bucket })),
);

interface EncryptionRule {
  readonly applyServerSideEncryptionByDefault: {
    readonly sseAlgorithm: "aws:kms" | "AES256";
    readonly kmsMasterKeyId?: string;
  };
  readonly bucketKeyEnabled?: boolean;
}

const encryptionRule = (rule: EncryptionRule): ServerSideEncryptionRule => {
  const { sseAlgorithm, kmsMasterKeyId } = rule.applyServerSideEncryptionByDefault;
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: sseAlgorithm, KMSMasterKeyID: kmsMasterKeyId },
    BucketKeyEnabled: rule.bucketKeyEnabled,
  };
};

const encryption = setting<{ bucket: string; rules: readonly EncryptionRule[] }>(
  ["bucket", "rules"],
  ({ bucket, rules }) =>
    client.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: { Rules: rules.map(encryptionRule) },
      }),
    ),
  (bucket) => client.send(new DeleteBucketEncryptionCommand({ Bucket: bucket })),
);

const versioning = setting<{ bucket: string; versioningConfiguration: { status: BucketVersioningStatus } }>(
  ["bucket", "versioningConfiguration"],
  ({ bucket, versioningConfiguration }) =>
    client.send(
      new PutBucketVersioningCommand({
        Bucket: bucket,
        VersioningConfiguration: { Status: versioningConfiguration.status },
      }),
    ),
  // S3 can't return a bucket to the unversioned state
  (bucket) =>
    client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Suspended" } })),
);

interface LifecycleInputs {
  readonly bucket: string;
  readonly rules: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
}

const lifecycle = setting<LifecycleInputs>(
  ["bucket", "rules"],
  ({ bucket, rules }) =>
    client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: bucket,
        LifecycleConfiguration: {
          Rules: rules.map(({ id, ...rule }) => ({ ...(pascalKeys(rule) as LifecycleRule), ID: id })),
        },
      }),
    ),
  (bucket) => client.send(new DeleteBucketLifecycleCommand({ Bucket: bucket })),
);

interface LoggingInputs {
  readonly bucket: string;
  readonly targetBucket: string;
  readonly targetPrefix: string;
}

const logging = setting<LoggingInputs>(
  ["bucket", "targetBucket", "targetPrefix"],
  ({ bucket, targetBucket, targetPrefix }) =>
    client.send(
      new PutBucketLoggingCommand({
        Bucket: bucket,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket: targetBucket, TargetPrefix: targetPrefix } },
      }),
    ),
  (bucket) => client.send(new PutBucketLoggingCommand({ Bucket: bucket, BucketLoggingStatus: {} })),
);

export const s3: Readonly<Record<string, AnyResourceType>> = {
  Bucket: bucketType,
  BucketPublicAccessBlock: publicAccessBlock,
  BucketOwnershipControls: ownership,
  BucketPolicy: bucketPolicy,
  BucketServerSideEncryptionConfiguration: encryption,
  BucketVersioning: versioning,
  BucketLifecycleConfiguration: lifecycle,
  BucketLogging: logging,
  BucketObjectv2: bucketObject(client),
};
