/** Which role uses which key how: the one table that key policies and the roles' own policies are made from. */
import type * as pulumi from "@pulumi/pulumi";
import { allow, type Statement } from "./policy.ts";

export const keyNames = ["raw", "processed", "curated", "results", "operations"] as const;
/**
 * The zones' keys and two more. `results`: what queries answer. `operations`: everything that runs the lakehouse, such
 * as artifacts, queues, ledger, secrets, logs and topics.
 */
export type KeyName = (typeof keyNames)[number];

/** ARN of each key. */
export type Keys = Readonly<Record<KeyName, pulumi.Input<string>>>;

const useActions = {
  reads: ["kms:Decrypt"],
  // Whoever encrypts also decrypts: S3 for the parts of an upload and for checksums, SQS and SNS for the data key itself
  writes: ["kms:Decrypt", "kms:GenerateDataKey"],
} as const;
export type KeyUse = keyof typeof useActions;

/** By key, then by the part that the role is named after (`<prefix>-<part>`). A role that isn't here can't use the key. */
export const keyUses: Readonly<Record<KeyName, Readonly<Record<string, KeyUse>>>> = {
  raw: { extract: "writes", reconcile: "reads", process: "reads", crawl: "reads" },
  // Readers of tables have no key: Lake Formation's role decrypts for those whom it lets, and encrypts for the jobs
  processed: { process: "writes", report: "writes", curate: "reads", lakeformation: "writes", maintain: "writes" },
  curated: { curate: "writes", lakeformation: "writes", maintain: "writes" },
  // and the principals of the stack, who write and read their own queries' answers
  results: {},
  operations: {
    plan: "writes",
    extract: "writes",
    accept: "reads",
    reconcile: "writes",
    report: "writes",
    start: "writes",
    govern: "writes",
    rotate: "writes",
    process: "writes",
    curate: "writes",
    analyze: "writes",
    crawl: "writes",
    nightly: "writes",
    schedules: "writes",
    mail: "writes",
    "mail-schedules": "writes",
  },
};

/** Parts that only a stack with mails has. */
export const mailParts: readonly string[] = ["mail", "mail-schedules"];

export const actionsOf = (use: KeyUse): readonly string[] => useActions[use];

const useNames = Object.keys(useActions) as KeyUse[];

/**
 * What the role of a part may do with keys. A key's policy lets the role use the key only together with these
 * statements: each half alone allows nothing.
 */
export const usesKeys = (part: string, keys: Keys): Statement[] =>
  useNames.flatMap((use) => {
    const used = keyNames.filter((key) => keyUses[key][part] === use);
    const sid = use === "reads" ? "DecryptWithKeys" : "EncryptWithKeys";
    return used.length === 0
      ? []
      : [
          allow(
            sid,
            actionsOf(use),
            used.map((key) => keys[key]),
          ),
        ];
  });
