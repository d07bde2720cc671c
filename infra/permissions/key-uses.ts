/** Which role uses which key and how: the one table that key policies and the roles' own policies derive from. */
import type * as pulumi from "@pulumi/pulumi";
import { allow, type Statement } from "./policy.ts";
import type { PartRole } from "./roles.ts";

export const keyNames = ["raw", "processed", "curated", "results", "operations"] as const;
/**
 * The zones' keys and two more. `results`: query results. `operations`: everything that runs the lakehouse, such as
 * artifacts, queues, ledger, secrets, logs, and topics.
 */
export type KeyName = (typeof keyNames)[number];

/** ARN of each key. */
export type Keys = Readonly<Record<KeyName, pulumi.Input<string>>>;

const useActions = {
  reads: ["kms:Decrypt"],
  // Encryption includes decryption: S3 for multipart uploads and checksums, SQS and SNS for the data key itself
  writes: ["kms:Decrypt", "kms:GenerateDataKey"],
} as const;
export type KeyUse = keyof typeof useActions;

type Uses = Readonly<Record<PartRole, KeyUse | "none">>;

/**
 * By key, then by role. Every role has a row for the operations key, even if it doesn't use the key; the data keys are
 * for the few roles that read or write data files themselves, and a role that isn't listed can't use them.
 */
const keyUses: Readonly<Record<Exclude<KeyName, "operations">, Partial<Uses>> & Record<"operations", Uses>> = {
  raw: { extract: "writes", reconcile: "reads", process: "reads", crawl: "reads" },
  // Table readers have no key: Lake Formation's role decrypts for those it admits, and encrypts for the jobs
  processed: { process: "writes", report: "writes", curate: "reads", lakeformation: "writes", maintain: "writes" },
  curated: { curate: "writes", lakeformation: "writes", maintain: "writes" },
  // and the stack's principals, who write and read their own query results
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
    // these work with table files, or with a key of their own
    lakeformation: "none",
    maintain: "none",
    redshift: "none",
    "flow-logs": "none",
  },
};

/** The roles that use a key, and how. */
export const usersOf = (key: KeyName): readonly { readonly role: PartRole; readonly use: KeyUse }[] =>
  (Object.entries(keyUses[key]) as [PartRole, KeyUse | "none"][]).flatMap(([role, use]) =>
    use === "none" ? [] : [{ role, use }],
  );

/** Whether the role exists only in stacks with mails. */
export const isOfMails = (role: PartRole): boolean => role === "mail" || role === "mail-schedules";

export const actionsOf = (use: KeyUse): readonly string[] => useActions[use];

const useNames = Object.keys(useActions) as KeyUse[];

/**
 * A role's key permissions. A key's policy lets the role use the key only together with these statements: each half
 * alone allows nothing.
 */
export const usesKeys = (role: PartRole, keys: Keys): Statement[] =>
  useNames.flatMap((use) => {
    const used = keyNames.filter((key) => keyUses[key][role] === use);
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
