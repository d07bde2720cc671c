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
    title: "Jobs run on a version of Glue that AWS still mends",
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
    title: "A security configuration encrypts objects, logs and bookmarks with a key of ours",
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
    title: "Settings of the catalog encrypt it and the passwords of connections",
    origins: ["CKV_AWS_94"],
    types: ["aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"],
    judge: ({ inputs }) => [
      ...(textAt(inputs, "dataCatalogEncryptionSettings.encryptionAtRest.catalogEncryptionMode").startsWith("SSE-KMS")
        ? []
        : ["the catalog isn't encrypted"]),
      ...(at(inputs, "dataCatalogEncryptionSettings.connectionPasswordEncryption.returnConnectionPasswordEncrypted") ===
      true
        ? []
        : ["passwords of connections aren't encrypted"]),
    ],
    fix: "set catalogEncryptionMode SSE-KMS and returnConnectionPasswordEncrypted",
  },
  {
    ...glue,
    id: "glue-job-ends",
    title: "A job is stopped after a stated time",
    origins: [],
    judge: input("timeout", (minutes) => Number(minutes) >= 1 && Number(minutes) <= 2880, "1 to 2880 minutes"),
    fix: "set timeout",
  },
  {
    ...glue,
    id: "glue-job-not-retried",
    title: "Glue repeats no job behind the night's back",
    origins: [],
    judge: input("maxRetries", (given) => given === 0, "0"),
    fix: "set maxRetries 0; the state machine repeats the run with the same manifest",
  },
  {
    ...glue,
    id: "glue-job-logs",
    title: "A job's log is in CloudWatch while it runs",
    origins: [],
    judge: ({ inputs }) => {
      const given = (inputs["defaultArguments"] ?? {}) as Record<string, unknown>;
      // Glue 5 always logs continuously; the older settings must not turn it off
      return given["--enable-continuous-cloudwatch-log"] === "true" ? [] : ["what it says is seen when it is over"];
    },
    fix: "add --enable-continuous-cloudwatch-log true to defaultArguments",
  },
  {
    ...glue,
    id: "glue-in-network",
    title: "Where there is a private network, jobs run in it",
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
    title: "Every database has its place in a bucket of the stack",
    origins: [],
    types: [database],
    judge: ({ inputs }, stack) => {
      const bucket = bucketOf(textAt(inputs, "locationUri"));
      return stack.of("aws:s3/bucket:Bucket").some((candidate) => candidate.inputs["bucket"] === bucket)
        ? []
        : ["its tables would be put where the program has no say"];
    },
    fix: "set locationUri below a zone's bucket",
  },
  {
    ...glue,
    id: "glue-crawler-on-raw-only",
    title: "Crawlers write to databases of the raw zone only",
    origins: [],
    severity: "high",
    types: [crawler],
    judge: input("databaseName", (name) => String(name).endsWith("_raw"), "a database of the raw zone"),
    fix: "name a raw database; tables of the other zones come from contracts",
  },
  {
    ...glue,
    id: "glue-crawler-role-of-its-own",
    title: "A crawler doesn't have the role of a job",
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
