/** Buckets. A bucket's settings are separate resources that refer to it. */
import { at, companion, isCustomerKey, listAt, textAt } from "../judges.ts";
import { allowsOf, granted, publicStatements, refusesPlainText, statementsOf } from "../document.ts";
import type { Judge, Resource, Rule, Stack } from "../rule.ts";

const bucket = "aws:s3/bucket:Bucket";
const policy = "aws:s3/bucketPolicy:BucketPolicy";
const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";
const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

const ofBucket = (setting: Resource, resource: Resource): boolean =>
  at(setting.inputs, "bucket") === at(resource.inputs, "bucket");

const setting = (type: string, wanted: string, accepts?: (candidate: Resource) => boolean): Judge =>
  companion(type, ofBucket, wanted, accepts);

const enabledRules = ({ inputs }: Resource): readonly unknown[] =>
  listAt(inputs, "rules").filter((rule) => at(rule, "status") === "Enabled");

const isVersioned = (resource: Resource, stack: Stack): boolean =>
  stack
    .of(versioning)
    .some((s) => ofBucket(s, resource) && textAt(s.inputs, "versioningConfiguration.status") === "Enabled");

const s3 = { severity: "medium", services: ["S3"], types: [bucket] } as const;

/** Actions on a bucket that Security Hub's S3.6 denies to others. */
const bucketAdministration = [
  "s3:DeleteBucketPolicy",
  "s3:PutBucketAcl",
  "s3:PutBucketPolicy",
  "s3:PutEncryptionConfiguration",
  "s3:PutObjectAcl",
];

export const s3Rules: readonly Rule[] = [
  {
    ...s3,
    id: "s3-public-access-blocked",
    title: "Every bucket blocks public access in all four ways",
    origins: ["S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6", "AwsSolutions-S2"],
    severity: "high",
    judge: setting(
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "block of all public access",
      ({ inputs }) =>
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
          (key) => inputs[key] === true,
        ),
    ),
    fix: "give the bucket a BucketPublicAccessBlock with all four settings true",
  },
  {
    ...s3,
    id: "s3-tls-only",
    title: "Every bucket refuses requests without TLS",
    origins: ["S3.5", "AwsSolutions-S10"],
    judge: setting(policy, "policy that denies s3:* where aws:SecureTransport is false", ({ inputs }) =>
      refusesPlainText(inputs["policy"], "s3:*"),
    ),
    fix: "deny s3:* to anybody where aws:SecureTransport is false",
  },
  {
    ...s3,
    id: "s3-current-tls",
    title: "Every bucket refuses protocols older than TLS 1.2",
    origins: [],
    judge: setting(policy, "policy that denies s3:TlsVersion below 1.2", ({ inputs }) =>
      statementsOf(inputs["policy"]).some(
        ({ allows, conditions }) => !allows && (conditions.get("s3:tlsversion") ?? []).includes("1.2"),
      ),
    ),
    fix: "deny s3:* to anybody where s3:TlsVersion is less than 1.2",
  },
  {
    ...s3,
    id: "s3-customer-key",
    title: "Every bucket encrypts with a customer-managed key by default",
    origins: ["S3.17", "CKV_AWS_145"],
    judge: setting(encryption, "default encryption with a customer-managed key", ({ inputs }) =>
      listAt(inputs, "rules").some(
        (rule) =>
          at(rule, "applyServerSideEncryptionByDefault.sseAlgorithm") === "aws:kms" &&
          isCustomerKey(at(rule, "applyServerSideEncryptionByDefault.kmsMasterKeyId")),
      ),
    ),
    fix: "set sseAlgorithm aws:kms and the ARN of the zone's key",
  },
  {
    ...s3,
    id: "s3-bucket-key",
    title: "A bucket that encrypts with KMS uses a bucket key",
    origins: [],
    severity: "low",
    types: [encryption],
    judge: ({ inputs }) =>
      listAt(inputs, "rules")
        .filter((rule) => at(rule, "applyServerSideEncryptionByDefault.sseAlgorithm") === "aws:kms")
        .filter((rule) => at(rule, "bucketKeyEnabled") !== true)
        .map(() => "every object needs a KMS call, because the bucket key is off"),
    fix: "set bucketKeyEnabled",
  },
  {
    ...s3,
    id: "s3-no-acls",
    title: "Access to a bucket is controlled by policies, never by ACLs",
    origins: ["S3.12", "CKV2_AWS_65"],
    judge: setting(
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      "ownership controls that disable ACLs",
      ({ inputs }) => at(inputs, "rule.objectOwnership") === "BucketOwnerEnforced",
    ),
    fix: "set objectOwnership BucketOwnerEnforced",
  },
  {
    ...s3,
    id: "s3-lifecycle",
    title: "Every bucket has lifecycle rules",
    origins: ["S3.13", "CKV2_AWS_61"],
    severity: "low",
    judge: setting(lifecycle, "enabled lifecycle rule", (candidate) => enabledRules(candidate).length > 0),
    fix: "state what expires, or at least that incomplete uploads do",
  },
  {
    ...s3,
    id: "s3-incomplete-uploads-removed",
    title: "Incomplete uploads are removed",
    origins: ["CKV_AWS_300"],
    types: [lifecycle],
    judge: (resource) =>
      enabledRules(resource).some((rule) => Number(at(rule, "abortIncompleteMultipartUpload.daysAfterInitiation")) > 0)
        ? []
        : ["parts of abandoned uploads stay and are billed"],
    fix: "add a rule with abortIncompleteMultipartUpload for the whole bucket",
  },
  {
    ...s3,
    id: "s3-versioned",
    title: "Overwritten and deleted objects can be restored",
    origins: ["S3.14", "CKV_AWS_21"],
    severity: "low",
    judge: (resource, stack) => (isVersioned(resource, stack) ? [] : ["versioning is off"]),
    fix: "enable BucketVersioning",
  },
  {
    ...s3,
    id: "s3-old-versions-expire",
    title: "Old versions in a versioned bucket expire",
    origins: ["S3.10"],
    judge: (resource, stack) =>
      isVersioned(resource, stack) &&
      !stack
        .of(lifecycle)
        .filter((candidate) => ofBucket(candidate, resource))
        .flatMap(enabledRules)
        .some((rule) => Number(at(rule, "noncurrentVersionExpiration.noncurrentDays")) > 0)
        ? ["it keeps old versions forever"]
        : [],
    fix: "add a rule with noncurrentVersionExpiration",
  },
  {
    ...s3,
    id: "s3-access-logged",
    title: "Requests to a bucket are logged",
    origins: ["S3.9", "CKV_AWS_18", "AwsSolutions-S1"],
    judge: setting(
      "aws:s3/bucketLogging:BucketLogging",
      "access log",
      ({ inputs }) => textAt(inputs, "targetBucket") !== "",
    ),
    fix: "give the bucket a BucketLogging to the bucket of access logs",
  },
  {
    ...s3,
    id: "s3-policy-not-public",
    title: "No bucket policy admits anybody",
    origins: ["S3.2", "S3.3", "CKV_AWS_70"],
    severity: "critical",
    types: [policy],
    judge: ({ inputs }) => publicStatements(inputs["policy"]),
    fix: "name the principals that the statement is for",
  },
  {
    ...s3,
    id: "s3-policy-not-administered-by-others",
    title: "No bucket policy lets anybody change the bucket's policy, ACLs or encryption",
    origins: ["S3.6"],
    severity: "high",
    types: [policy],
    judge: ({ inputs }) =>
      allowsOf(inputs["policy"])
        .map((statement) => ({ sid: statement.sid, actions: granted(statement, bucketAdministration) }))
        .filter(({ actions }) => actions.length > 0)
        .map(({ sid, actions }) => `the statement ${sid} allows ${actions.join(", ")}`),
    fix: "leave the bucket's settings to this account's roles, through their own policies",
  },
];
