/** Access to the lake's stores as policy statements. Pure, one function per kind of access. */
import * as pulumi from "@pulumi/pulumi";
import { allow, type Statement } from "./policy.ts";

interface Bucket {
  readonly arn: pulumi.Input<string>;
}

const below = (bucket: Bucket, prefixes: readonly string[]): pulumi.Output<string>[] =>
  prefixes.map((prefix) => pulumi.interpolate`${bucket.arn}/${prefix}*`);

/** Prefixes end with a slash; the empty prefix covers the whole bucket. */
export const readsObjects = (sid: string, bucket: Bucket, prefixes: readonly string[] = [""]): Statement =>
  allow(sid, ["s3:GetObject"], below(bucket, prefixes));

export const writesObjects = (sid: string, bucket: Bucket, prefixes: readonly string[] = [""]): Statement =>
  allow(sid, ["s3:PutObject"], below(bucket, prefixes));

/** Also makes S3 answer 404 instead of 403 for an object that doesn't exist. */
export const listsObjects = (sid: string, bucket: Bucket): Statement => allow(sid, ["s3:ListBucket"], [bucket.arn]);

/** A transaction needs the permissions of its items' operations. */
type LedgerOperation = "GetItem" | "BatchGetItem" | "Query" | "PutItem" | "UpdateItem";

export const usesLedger = (tableArn: pulumi.Input<string>, operations: readonly LedgerOperation[]): Statement =>
  allow(
    "UseLedger",
    operations.map((operation) => `dynamodb:${operation}`),
    [tableArn],
  );

export const readsSecrets = (sid: string, secretArns: readonly pulumi.Input<string>[]): Statement =>
  allow(sid, ["secretsmanager:GetSecretValue"], secretArns);

/** Executions are named by run id. */
export const looksAtRuns = (stateMachineArn: string): Statement =>
  allow("LookAtRuns", ["states:DescribeExecution"], [`${stateMachineArn.replace(":stateMachine:", ":execution:")}:*`]);

export const resumesMachine = (stateMachineArn: pulumi.Input<string>): Statement =>
  allow("ResumeNight", ["states:SendTaskSuccess"], [stateMachineArn]);
