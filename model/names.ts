/** Names that several parts must agree on. Pure: a name depends only on its parts. */
import type { RawFormat } from "./documents/contract-bundle.ts";
import type { FunctionName } from "./parts.ts";
import type { Window } from "./documents/values.ts";
import { filled, sharedNames } from "./shared-names.ts";

/** The Pulumi project's name in `Pulumi.yaml`, for code that can't ask the program. */
export const projectName = "lakehouse";

export const zones = ["raw", "processed", "curated"] as const;
export type Zone = (typeof zones)[number];

/** Prefix of a stack's resource names. */
export const resourcePrefix = (project: string, stack: string): string => `${project}-${stack}`;

export const bucketPurposes = [...zones, "artifacts", "query-results", "access-logs"] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

/** Bucket names are unique across all of AWS, hence the account's id. */
export const bucketName = (prefix: string, purpose: BucketPurpose, accountId: string): string =>
  `${prefix}-${purpose}-${accountId}`;

/** Log group of a function, with Lambda's default name; `*` matches every function. */
export const functionLogGroup = (prefix: string, part: FunctionName | "*"): string => `/aws/lambda/${prefix}-${part}`;

/** Glue database of a source in a zone, e.g. `flights_processed`. */
export const databaseName = (source: string, zone: Zone): string => filled(sharedNames.database, { source, zone });

/** Table for a dataset's rows that violate its contract, next to the dataset's own table. */
export const quarantineTableName = (dataset: string): string => filled(sharedNames.quarantineTable, { dataset });

const compact = (instant: string): string => instant.replace(/[-:]|\.000/g, "");

/** Run id and execution name; Step Functions allows 80 characters, without colons or dots. */
export const runId = (group: string, window: Window, attempt: number): string =>
  `${group}-${compact(window.since)}-${compact(window.until)}-a${attempt}`;

/** The attempt at the end of a run's id; 0 if there is none. */
export const attemptOf = (run: string): number => Number(/-a(\d+)$/.exec(run)?.[1] ?? 0);

/** The group in a run's id. */
export const groupOf = (run: string): string => run.replace(/-[^-]+-[^-]+-a\d+$/, "");

/** Prefix of all objects of one dataset and run, and of nothing else. */
export const rawPagePrefix = (source: string, dataset: string, run: string): string =>
  `${source}/${dataset}/run=${run}/`;

/** Key of a page's object in the raw bucket. One key per run and page: a redelivered message finds its own object. */
const rawEndings: Readonly<Record<RawFormat["type"], string>> = { json: "jsonl.gz", csv: "csv.gz" };

export const rawPageKey = (
  source: string,
  dataset: string,
  run: string,
  page: number,
  format: RawFormat["type"] = "json",
): string => `${rawPagePrefix(source, dataset, run)}page-${page.toString().padStart(6, "0")}.${rawEndings[format]}`;

export const bundleKey = (hash: string): string => `contracts/${hash}.json`;
export const mailsKey = (hash: string): string => `mails/${hash}.json`;
export const manifestKey = (run: string): string => `runs/${run}/manifest.json`;
export const processResultKey = (run: string): string => filled(sharedNames.objectKeys.processResult, { run });
export const reportKey = (run: string): string => `runs/${run}/report.json`;
export const reportPageKey = (run: string): string => `runs/${run}/report.html`;

/** Name of the parameter that holds a stack's deployment document. */
export const deploymentParameter = (project: string, stack: string): string => `/${project}/${stack}/deployment`;
