import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place.ts";
import { tlsOnly } from "./policy.ts";

/** Objects below a prefix that expire. */
export interface Expiry {
  /** With a trailing slash; the empty prefix is the whole bucket. */
  readonly prefix: string;
  readonly days: number;
}

export interface ZoneBucketArgs {
  readonly place: Place;
  /** The bucket is `<prefix>-<zone>-<accountId>`. */
  readonly zone: string;
  readonly keyArn: pulumi.Input<string>;
  /** Keeps what is overwritten or deleted for 30 days. Iceberg keeps its own history and needs no second one. */
  readonly versioned: boolean;
  readonly expiries: readonly Expiry[];
  /** Whether the bucket refuses to be removed while it holds objects. */
  readonly protect: boolean;
}

/** A private, encrypted bucket that is reached by TLS only. */
export class ZoneBucket extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly bucket: pulumi.Output<string>;

  constructor(name: string, args: ZoneBucketArgs, options?: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:ZoneBucket", name, {}, options);
    const { place, zone, protect } = args;
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: `${place.prefix}-${zone}-${place.accountId}`, forceDestroy: !protect },
      { parent: this, protect },
    );
    this.arn = bucket.arn;
    this.bucket = bucket.bucket;
    this.closeToPublic(name, bucket);
    this.encrypt(name, bucket, args.keyArn);
    this.expire(name, bucket, args);
    this.registerOutputs({ arn: this.arn, bucket: this.bucket });
  }

  private closeToPublic(name: string, bucket: aws.s3.Bucket): void {
    const access = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    // One after the other: S3 answers OperationAborted when both settings of a bucket change at the same moment
    const policy = { bucket: bucket.bucket, policy: tlsOnly(bucket.arn) };
    new aws.s3.BucketPolicy(`${name}-tls`, policy, { parent: this, dependsOn: [access] });
  }

  private encrypt(name: string, bucket: aws.s3.Bucket, keyArn: pulumi.Input<string>): void {
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: bucket.bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
            bucketKeyEnabled: true,
          },
        ],
      },
      { parent: this },
    );
  }

  private expire(name: string, bucket: aws.s3.Bucket, args: ZoneBucketArgs): void {
    const versioning = args.versioned
      ? [
          new aws.s3.BucketVersioning(
            `${name}-versioning`,
            { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
            { parent: this },
          ),
        ]
      : [];
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: bucket.bucket, rules: lifecycleRules(args.expiries, args.versioned) },
      { parent: this, dependsOn: versioning },
    );
  }
}

const daysKeptAfterDeletion = 30;

/** Lifecycle rules of a bucket; uploads that were never completed are removed everywhere. */
export const lifecycleRules = (
  expiries: readonly Expiry[],
  versioned: boolean,
): aws.types.input.s3.BucketLifecycleConfigurationRule[] => [
  {
    id: "abort-incomplete-uploads",
    status: "Enabled",
    filter: { prefix: "" },
    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    ...(versioned && {
      noncurrentVersionExpiration: { noncurrentDays: daysKeptAfterDeletion },
      expiration: { expiredObjectDeleteMarker: true },
    }),
  },
  ...expiries.map(({ prefix, days }) => ({
    id: `expire-${prefix === "" ? "all" : prefix.replace(/\/$/, "").replaceAll("/", "-")}`,
    status: "Enabled",
    filter: { prefix },
    expiration: { days },
  })),
];
