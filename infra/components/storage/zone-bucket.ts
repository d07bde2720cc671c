import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bucketName, type BucketPurpose } from "../../../model/names.ts";
import { bucketPolicy } from "../../permissions/policy.ts";
import type { Place } from "../../place.ts";

/** An expiration rule for objects under a prefix. */
export interface Expiry {
  /** With a trailing slash; the empty prefix covers the whole bucket. */
  readonly prefix: string;
  readonly days: number;
}

export interface ZoneBucketArgs {
  readonly place: Place;
  /** The bucket's name is `<prefix>-<purpose>-<accountId>`. */
  readonly purpose: BucketPurpose;
  /** `undefined` for S3's own key. */
  readonly keyArn: pulumi.Input<string> | undefined;
  /** Keeps overwritten and deleted objects for 30 days. Iceberg keeps its own history and needs no second one. */
  readonly versioned: boolean;
  readonly expiries: readonly Expiry[];
  /** ARNs of the only roles that may read objects; `undefined` if IAM alone decides. */
  readonly readers: readonly string[] | undefined;
  /** Bucket that receives this one's access logs; `undefined` for the log bucket itself. */
  readonly accessLogs: ZoneBucket | undefined;
  /** Whether deletion of the bucket fails while it contains objects. */
  readonly protect: boolean;
}

/** A private, encrypted bucket that accepts only TLS. */
export class ZoneBucket extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly bucket: pulumi.Output<string>;
  /** Services that use the bucket right away must depend on it. */
  readonly policy: aws.s3.BucketPolicy;

  constructor(name: string, args: ZoneBucketArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:ZoneBucket", name, {}, options);
    const { place, purpose, protect } = args;
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: bucketName(place.prefix, purpose, place.accountId), forceDestroy: !protect },
      { parent: this, protect },
    );
    this.arn = bucket.arn;
    this.bucket = bucket.bucket;
    this.policy = this.closeToPublic(name, bucket, args);
    this.encrypt(name, bucket, args.keyArn);
    this.expire(name, bucket, args);
    this.logAccess(name, bucket, args);
    this.registerOutputs({ arn: this.arn, bucket: this.bucket });
  }

  private closeToPublic(name: string, bucket: aws.s3.Bucket, args: ZoneBucketArgs): aws.s3.BucketPolicy {
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
    const logsOf = args.accessLogs === undefined ? args.place : undefined;
    // One after the other: S3 answers OperationAborted if two settings of a bucket change at the same time
    const policy = { bucket: bucket.bucket, policy: bucketPolicy(bucket.arn, args.readers, logsOf) };
    return new aws.s3.BucketPolicy(`${name}-tls`, policy, { parent: this, dependsOn: [access] });
  }

  private encrypt(name: string, bucket: aws.s3.Bucket, keyArn: pulumi.Input<string> | undefined): void {
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: bucket.bucket,
        rules: [
          keyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
                bucketKeyEnabled: true,
              },
        ],
      },
      { parent: this },
    );
  }

  private logAccess(name: string, bucket: aws.s3.Bucket, { accessLogs, purpose }: ZoneBucketArgs): void {
    if (accessLogs !== undefined) {
      new aws.s3.BucketLogging(
        `${name}-access-log`,
        { bucket: bucket.bucket, targetBucket: accessLogs.bucket, targetPrefix: `${purpose}/` },
        // S3 checks right away that it may write there
        { parent: this, dependsOn: [accessLogs.policy] },
      );
    }
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

/** Lifecycle rules of a bucket; incomplete uploads are always removed. */
const lifecycleRules = (
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
