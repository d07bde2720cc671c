/** Jobs, crawlers, and the catalog. */
import { at, input, isGiven, listAt, nameOf, textAt } from "../judges.ts";
import type { Rule } from "../rule.ts";
import { vpcsOf } from "./lambda.ts";

const job = "aws:glue/job:Job";
const crawler = "aws:glue/crawler:Crawler";
const database = "aws:glue/catalogDatabase:CatalogDatabase";
const securityConfiguration = "aws:glue/securityConfiguration:SecurityConfiguration";

const glue = { severity: "medium", services: ["Glue"], types: [job] } as const;

const bucketOf = (location: string): string => /^s3:\/\/([^/]+)/.exec(location)?.[1] ?? "";

export const glueRules: readonly Rule[] = [
  {
    ...glue,
    id: "glue-supported-version",
    title: "Jobs run on a Glue version that AWS still supports",
    origins: ["Glue.4"],
    judge: input("glueVersion", (version) => Number(version) >= 4, "4.0 or newer"),
    fix: "name a supported glueVersion",
  },
  {
    ...glue,
    id: "glue-security-configuration",
    title: "Jobs and crawlers have a security configuration",
    origins: ["CKV_AWS_195", "AwsSolutions-GL1"],
    types: [job, crawler],
    judge: input("securityConfiguration", isGiven, "the name of a security configuration"),
    fix: "set securityConfiguration",
  },
  {
    ...glue,
    id: "glue-security-configuration-complete",
    title: "A security configuration encrypts objects, logs and bookmarks with a customer-managed key",
    origins: ["CKV_AWS_99", "AwsSolutions-GL3"],
    types: [securityConfiguration],
    judge: ({ inputs }) =>
      (
        [
          ["s3Encryption", "s3EncryptionMode", "SSE-KMS"],
          ["cloudwatchEncryption", "cloudwatchEncryptionMode", "SSE-KMS"],
          ["jobBookmarksEncryption", "jobBookmarksEncryptionMode", "CSE-KMS"],
        ] as const
      )
        .map(([part, mode, wanted]) => ({ wanted, part, mode, found: at(inputs, `encryptionConfiguration.${part}`) }))
        .filter(({ found, mode, wanted }) => at(found, mode) !== wanted || !isGiven(at(found, "kmsKeyArn")))
        .map(({ part, wanted }) => `${part} isn't ${wanted} with a key`),
    fix: "set all three parts of encryptionConfiguration",
  },
  {
    ...glue,
    id: "glue-catalog-encrypted",
    title: "The catalog's settings encrypt it and connection passwords",
    origins: ["CKV_AWS_94"],
    types: ["aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"],
    judge: ({ inputs }) => [
      ...(textAt(inputs, "dataCatalogEncryptionSettings.encryptionAtRest.catalogEncryptionMode").startsWith("SSE-KMS")
        ? []
        : ["the catalog isn't encrypted"]),
      ...(at(inputs, "dataCatalogEncryptionSettings.connectionPasswordEncryption.returnConnectionPasswordEncrypted") ===
      true
        ? []
        : ["connection passwords aren't encrypted"]),
    ],
    fix: "set catalogEncryptionMode SSE-KMS and returnConnectionPasswordEncrypted",
  },
  {
    ...glue,
    id: "glue-job-ends",
    title: "A job has a timeout",
    origins: [],
    judge: input("timeout", (minutes) => Number(minutes) >= 1 && Number(minutes) <= 2880, "1 to 2880 minutes"),
    fix: "set timeout",
  },
  {
    ...glue,
    id: "glue-job-not-retried",
    title: "Glue doesn't retry jobs on its own",
    origins: [],
    judge: input("maxRetries", (given) => given === 0, "0"),
    fix: "set maxRetries 0; the state machine retries the run with the same manifest",
  },
  {
    ...glue,
    id: "glue-job-logs",
    title: "A job logs to CloudWatch while it runs",
    origins: [],
    judge: ({ inputs }) => {
      const given = (inputs["defaultArguments"] ?? {}) as Record<string, unknown>;
      // Glue 5 always logs continuously; the older settings must not turn it off
      return given["--enable-continuous-cloudwatch-log"] === "true" ? [] : ["its output is visible only after it ends"];
    },
    fix: "add --enable-continuous-cloudwatch-log true to defaultArguments",
  },
  {
    ...glue,
    id: "glue-in-network",
    title: "If there is a private network, jobs run in it",
    origins: [],
    severity: "high",
    judge: ({ inputs }, stack) =>
      vpcsOf(stack).length > 0 && listAt(inputs, "connections").length === 0
        ? ["it runs outside the stack's network"]
        : [],
    fix: "name the network's connections",
  },
  {
    ...glue,
    id: "glue-database-in-own-bucket",
    title: "Every database's location is in one of the stack's buckets",
    origins: [],
    types: [database],
    judge: ({ inputs }, stack) => {
      const bucket = bucketOf(textAt(inputs, "locationUri"));
      return stack.of("aws:s3/bucket:Bucket").some((candidate) => candidate.inputs["bucket"] === bucket)
        ? []
        : ["its tables would be stored outside the program's control"];
    },
    fix: "set locationUri below a zone's bucket",
  },
  {
    ...glue,
    id: "glue-crawler-on-raw-only",
    title: "Crawlers write only to raw databases",
    origins: [],
    severity: "high",
    types: [crawler],
    judge: input("databaseName", (name) => String(name).endsWith("_raw"), "a database of the raw zone"),
    fix: "name a raw database; tables of the other zones come from contracts",
  },
  {
    ...glue,
    id: "glue-crawler-role-of-its-own",
    title: "A crawler doesn't share a job's role",
    origins: [],
    severity: "high",
    types: [crawler],
    judge: ({ inputs }, stack) =>
      stack
        .of(job)
        .filter((candidate) => nameOf(candidate) !== "" && candidate.inputs["roleArn"] === inputs["role"])
        .map((candidate) => `it may write what ${candidate.name} may`),
    fix: "give the crawler a role that reads raw and nothing else",
  },
];
