/** Queries. */
import { at, equals, input, isCustomerKey, listAt, textAt } from "../judges.ts";
import type { Rule } from "../rule.ts";

const athena = { severity: "medium", services: ["Athena"], types: ["aws:athena/workgroup:Workgroup"] } as const;
const result = "configuration.resultConfiguration";

const resultBucket = (inputs: unknown): string =>
  /^s3:\/\/([^/]+)/.exec(textAt(inputs, `${result}.outputLocation`))?.[1] ?? "";

export const athenaRules: readonly Rule[] = [
  {
    ...athena,
    id: "athena-results-encrypted",
    title: "Query results are encrypted with a customer-managed key",
    origins: ["Athena.1", "CKV_AWS_159"],
    judge: ({ inputs }) =>
      at(inputs, `${result}.encryptionConfiguration.encryptionOption`) === "SSE_KMS" &&
      isCustomerKey(at(inputs, `${result}.encryptionConfiguration.kmsKeyArn`))
        ? []
        : ["its results aren't encrypted with a customer-managed key"],
    fix: "set encryptionOption SSE_KMS and the results key",
  },
  {
    ...athena,
    id: "athena-settings-enforced",
    title: "A client can't override the workgroup's settings",
    origins: ["CKV_AWS_82"],
    severity: "high",
    judge: input("configuration.enforceWorkgroupConfiguration", (given) => given !== false, "true"),
    fix: "set enforceWorkgroupConfiguration",
  },
  {
    ...athena,
    id: "athena-metrics",
    title: "Query metrics are published",
    origins: ["Athena.4"],
    judge: input("configuration.publishCloudwatchMetricsEnabled", (given) => given !== false, "true"),
    fix: "set publishCloudwatchMetricsEnabled",
  },
  {
    ...athena,
    id: "athena-scan-limit",
    title: "A query that reads too much is stopped",
    origins: [],
    judge: input("configuration.bytesScannedCutoffPerQuery", (bytes) => Number(bytes) >= 10_485_760, "10 MiB or more"),
    fix: "set bytesScannedCutoffPerQuery",
  },
  {
    ...athena,
    id: "athena-engine-stated",
    title: "The engine's version is pinned, so that views don't change their meaning overnight",
    origins: [],
    severity: "low",
    judge: equals("configuration.engineVersion.selectedEngineVersion", "Athena engine version 3"),
    fix: "set engineVersion",
  },
  {
    ...athena,
    id: "athena-results-expire",
    title: "Query results expire: they are copies of what was read",
    origins: [],
    judge: ({ inputs }, stack) => {
      const bucket = resultBucket(inputs);
      return stack
        .of("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
        .filter((lifecycle) => bucket !== "" && lifecycle.inputs["bucket"] === bucket)
        .flatMap((lifecycle) => listAt(lifecycle.inputs, "rules"))
        .some((rule) => at(rule, "status") === "Enabled" && Number(at(rule, "expiration.days")) > 0)
        ? []
        : ["its results are kept forever, even if the table's rows are erased"];
    },
    fix: "let the objects of the results' bucket expire",
  },
];
