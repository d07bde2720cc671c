/** All parts of a stack and what they hand to each other. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Bundle } from "../model/dataset.ts";
import type { Deployment } from "../model/deployment.ts";
import { deploymentParameter } from "../model/names.ts";
import { Analytics } from "./components/analytics.ts";
import { Catalog } from "./components/catalog.ts";
import { ContractBundle } from "./components/contract-bundle.ts";
import { Encryption } from "./components/encryption.ts";
import { Extraction } from "./components/extraction.ts";
import type { FunctionDefaults } from "./components/lambda-function.ts";
import { Ledger } from "./components/ledger.ts";
import { Nightly, stateMachineArn } from "./components/nightly.ts";
import type { Place } from "./components/place.ts";
import { Processing } from "./components/processing.ts";
import { Reporting } from "./components/reporting.ts";
import { Schedules } from "./components/schedules.ts";
import { Secrets } from "./components/secrets.ts";
import { Zones } from "./components/zones.ts";
import type { Config } from "./config.ts";

/** Code that the stack runs, packaged. */
export interface Code {
  readonly functions: Readonly<Record<string, pulumi.asset.Archive>>;
  readonly script: pulumi.asset.Asset;
  readonly library: pulumi.asset.Archive;
}

export interface LakehouseArgs {
  readonly project: string;
  readonly stack: string;
  readonly place: Place;
  readonly config: Config;
  readonly contracts: { readonly bundle: Bundle; readonly json: string; readonly hash: string };
  readonly code: Code;
}

/** Declares every resource of a stack; answers where its parts are. */
export const createLakehouse = (args: LakehouseArgs): pulumi.Output<Deployment> => {
  const { place, config, contracts } = args;
  const { sources, datasets, schedules } = contracts.bundle;
  const protect = config.removalProtection;
  const { keyArn } = new Encryption("encryption", { place, protect });
  const zones = new Zones("zones", { place, keyArn, datasets, protect });
  const { raw, processed, curated, artifacts, queryResults } = zones;
  const buckets = { raw: raw.bucket, processed: processed.bucket, curated: curated.bucket };
  new Catalog("catalog", { sources, buckets });
  const namePrefix = `${args.project}/${args.stack}/`;
  const secrets = new Secrets("secrets", { namePrefix, sources, keyArn, protect });
  const ledger = new Ledger("ledger", { place, protect });
  const { key: bundleKey } = new ContractBundle("contracts", { bucket: artifacts.bucket, ...contracts });
  const functions: FunctionDefaults = {
    place,
    architecture: config.architecture,
    logRetentionDays: config.logRetentionDays,
    code: args.code.functions,
  };
  const extraction = new Extraction("extraction", {
    functions,
    raw,
    artifacts,
    ledger,
    bundleKey,
    keyArn,
    ...config.extraction,
    stateMachineArn: stateMachineArn(place),
    sources: locateSources(config, secrets),
  });
  const processing = createProcessing(args, zones, secrets, keyArn);
  const { report } = new Reporting("reporting", { functions, artifacts, ledger, keyArn });
  const { plan, reconcile, queue } = extraction;
  const nightly = new Nightly("nightly", {
    functions,
    plan,
    reconcile,
    report,
    processing,
    artifacts,
    bundleKey,
    keyArn,
    planTimeoutMinutes: config.planTimeoutMinutes,
  });
  new Schedules("schedules", { place, schedules, start: nightly.start, enabled: config.schedulesEnabled });
  const scanLimitGiB = config.queryScanLimitGiB;
  const { workgroup } = new Analytics("analytics", { place, queryResults, keyArn, scanLimitGiB, protect });

  const deployment = pulumi.output({
    formatVersion: 1 as const,
    stack: args.stack,
    rawBucket: raw.bucket,
    processedBucket: processed.bucket,
    curatedBucket: curated.bucket,
    artifactsBucket: artifacts.bucket,
    queryResultsBucket: queryResults.bucket,
    ledgerTable: ledger.tableName,
    pageQueueUrl: queue.url,
    deadLetterQueueUrl: queue.deadLetterUrl,
    stateMachineArn: nightly.stateMachineArn,
    processJob: processing.jobName,
    workgroup,
    bundleKey,
  });
  new aws.ssm.Parameter("deployment", {
    name: deploymentParameter(args.project, args.stack),
    description: "Where the parts of the lakehouse are",
    type: "String",
    value: pulumi.jsonStringify(deployment),
  });
  return deployment;
};

const createProcessing = (
  args: LakehouseArgs,
  zones: Zones,
  secrets: Secrets,
  keyArn: pulumi.Output<string>,
): Processing => {
  const { glue } = args.config;
  const { sources, schedules } = args.contracts.bundle;
  return new Processing("processing", {
    place: args.place,
    sources,
    raw: zones.raw,
    processed: zones.processed,
    artifacts: zones.artifacts,
    maskKey: secrets.maskKey,
    keyArn,
    script: args.code.script,
    library: args.code.library,
    glueVersion: glue.version,
    workerType: glue.workerType,
    numberOfWorkers: glue.numberOfWorkers,
    timeoutMinutes: glue.timeoutMinutes,
    maxConcurrentRuns: Math.max(1, schedules.length),
  });
};

const locateSources = (config: Config, secrets: Secrets): Record<string, LocatedSource> =>
  Object.fromEntries(
    Object.entries(config.sources).flatMap(([name, { baseUrl }]) => {
      const token = secrets.tokens[name];
      return token === undefined ? [] : [[name, { baseUrl, token }]];
    }),
  );

interface LocatedSource {
  readonly baseUrl: string;
  readonly token: Secrets["maskKey"];
}
