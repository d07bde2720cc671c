/** Names of things that several parts must agree on. Pure: a name follows from its parts and nothing else. */
import type { FunctionName } from "./parts.ts";
import type { Window } from "./documents/values.ts";
import { filled, sharedNames } from "./shared-names.ts";

/** The Pulumi project, as `Pulumi.yaml` names it: where the program itself isn't there to be asked. */
export const projectName = "lakehouse";

export const zones = ["raw", "processed", "curated"] as const;
export type Zone = (typeof zones)[number];

/** What names of a stack's resources begin with. */
export const resourcePrefix = (project: string, stack: string): string => `${project}-${stack}`;

export const bucketPurposes = [...zones, "artifacts", "query-results", "access-logs"] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

/** All of AWS shares the names of buckets, hence the account's id. */
export const bucketName = (prefix: string, purpose: BucketPurpose, accountId: string): string =>
  `${prefix}-${purpose}-${accountId}`;

/** Log group of a function, named as Lambda would name it; `*` stands for every function. */
export const functionLogGroup = (prefix: string, part: FunctionName | "*"): string => `/aws/lambda/${prefix}-${part}`;

/** Glue database of a source in a zone, e.g. `flights_processed`. */
export const databaseName = (source: string, zone: Zone): string => `${source}_${zone}`;

/** Table that holds the rows of a dataset that broke its contract, beside the dataset's own table. */
export const quarantineTableName = (dataset: string): string => filled(sharedNames.quarantineTable, { dataset });

const compact = (instant: string): string => instant.replace(/[-:]|\.000/g, "");

/** Run id and execution name; Step Functions allows 80 characters and neither colons nor dots. */
export const runId = (group: string, window: Window, attempt: number): string =>
  `${group}-${compact(window.since)}-${compact(window.until)}-a${attempt}`;

/** The attempt that a run's id ends with; 0 where it ends with none. */
export const attemptOf = (run: string): number => Number(/-a(\d+)$/.exec(run)?.[1] ?? 0);

/** The group of a run's id. */
export const groupOf = (run: string): string => run.replace(/-[^-]+-[^-]+-a\d+$/, "");

/** Prefix below which all objects of one dataset and run are, and nothing else. */
export const rawPagePrefix = (source: string, dataset: string, run: string): string =>
  `${source}/${dataset}/run=${run}/`;

/** Key of a page's object in the raw bucket. One key per run and page: a redelivered message meets its own object. */
export const rawPageKey = (source: string, dataset: string, run: string, page: number): string =>
  `${rawPagePrefix(source, dataset, run)}page-${page.toString().padStart(6, "0")}.jsonl.gz`;

export const bundleKey = (hash: string): string => `contracts/${hash}.json`;
export const mailsKey = (hash: string): string => `mails/${hash}.json`;
export const manifestKey = (run: string): string => `runs/${run}/manifest.json`;
export const processResultKey = (run: string): string => filled(sharedNames.objectKeys.processResult, { run });
export const reportKey = (run: string): string => `runs/${run}/report.json`;
export const reportPageKey = (run: string): string => `runs/${run}/report.html`;

/** Parameter in which a stack's deployment says where its parts are. */
export const deploymentParameter = (project: string, stack: string): string => `/${project}/${stack}/deployment`;
