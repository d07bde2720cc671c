/** All parts of a stack and what they hand to each other. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Bundle } from "../model/dataset.ts";
import type { Deployment } from "../model/deployment.ts";
import type { Principal } from "../model/governance/principals.ts";
import { deploymentParameter } from "../model/names.ts";
import { Analytics } from "./components/analytics.ts";
import { Catalog } from "./components/catalog.ts";
import { ContractBundle } from "./components/contract-bundle.ts";
import { Crawlers } from "./components/crawlers.ts";
import { DataLakeSettings } from "./components/data-lake-settings.ts";
import { Encryption } from "./components/encryption.ts";
import { Extraction } from "./components/extraction.ts";
import { Governance } from "./components/governance.ts";
import type { FunctionDefaults } from "./components/lambda-function.ts";
import type { Keys } from "./components/key-uses.ts";
import { Ledger } from "./components/ledger.ts";
import { Monitoring } from "./components/monitoring.ts";
import { Network } from "./components/network.ts";
import { Nightly, stateMachineArn } from "./components/nightly.ts";
import type { Place } from "./components/place.ts";
import { Processing } from "./components/processing.ts";
import { QueryAccess } from "./components/query-access.ts";
import { Reporting } from "./components/reporting.ts";
import { Rotation } from "./components/rotation.ts";
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
  /** ARN of the role or user that deploys; undefined for the account's root. */
  readonly deployer: string | undefined;
  readonly config: Config;
  readonly contracts: { readonly bundle: Bundle; readonly json: string; readonly hash: string };
  readonly code: Code;
}

/** Declares every resource of a stack; answers where its parts are. */
export const createLakehouse = (args: LakehouseArgs): pulumi.Output<Deployment> => {
  const { place, config, contracts } = args;
  const { sources, datasets, schedules } = contracts.bundle;
  const protect = config.removalProtection;
  const namePrefix = `${args.project}/${args.stack}/`;
  const principals = principalsOf(config);
  const queryRoles = principals.map(({ role }) => role);
  const { keys, securityConfiguration } = new Encryption("encryption", {
    place,
    queryRoles,
    secretPrefix: namePrefix,
    protect,
  });
  const zones = new Zones("zones", { place, keys, datasets, protect });
  const { raw, processed, curated, artifacts, queryResults } = zones;
  const secrets = new Secrets("secrets", { namePrefix, sources, keyArn: keys.operations, protect });
  const ledger = new Ledger("ledger", { place, keyArn: keys.operations, protect });
  const { key: bundleKey } = new ContractBundle("contracts", { bucket: artifacts.bucket, ...contracts });
  const network = createNetwork(args, zones, keys);
  const functions: FunctionDefaults = {
    place,
    architecture: config.architecture,
    logRetentionDays: config.logRetentionDays,
    keys,
    ...(network && { network: network.functions }),
    code: args.code.functions,
  };
  new Rotation("rotation", {
    functions,
    sources,
    baseUrls: Object.fromEntries(Object.entries(config.sources).map(([source, { baseUrl }]) => [source, baseUrl])),
    tokens: secrets.tokens,
    everyDays: config.tokenRotationDays,
    sourceTimeoutSeconds: config.extraction.sourceTimeoutSeconds,
  });
  const { deployer } = args;
  const settings = new DataLakeSettings("governance", { functions, sources, artifacts, bundleKey, deployer });
  const buckets = { raw: raw.bucket, processed: processed.bucket, curated: curated.bucket };
  const catalog = new Catalog("catalog", { sources, buckets, after: settings.applied });
  const extraction = new Extraction("extraction", {
    functions,
    raw,
    artifacts,
    ledger,
    bundleKey,
    ...config.extraction,
    stateMachineArn: stateMachineArn(place),
    sources: locateSources(config, secrets),
  });
  const processing = createProcessing(args, zones, secrets, { keys, securityConfiguration }, network);
  const { writer } = processing;
  const { databases } = catalog;
  const crawlers = new Crawlers("crawlers", {
    place,
    sources,
    raw,
    keys,
    databases,
    securityConfiguration,
    ...(network && { network: network.jobs }),
  });
  const { report, reader } = new Reporting("reporting", { functions, sources, artifacts, ledger });
  const governance = new Governance("governance", {
    place,
    sources,
    catalog,
    settings,
    buckets: { raw, processed, curated },
    keys,
    principals,
    writers: [writer, crawlers.writer, reader],
    contractsHash: contracts.hash,
  });
  const { plan, reconcile, queue } = extraction;
  const nightly = new Nightly("nightly", {
    functions,
    plan,
    reconcile,
    govern: settings.govern,
    report,
    processing,
    sources,
    artifacts,
    bundleKey,
    planTimeoutMinutes: config.planTimeoutMinutes,
  });
  const { start, failedStarts } = nightly;
  new Schedules("schedules", { place, keys, schedules, start, failedStarts, enabled: config.schedulesEnabled });
  const scanLimitGiB = config.queryScanLimitGiB;
  const { workgroup } = new Analytics("analytics", {
    place,
    queryResults,
    keyArn: keys.results,
    scanLimitGiB,
    protect,
  });
  new QueryAccess("query-access", { place, sources, workgroup, queryResults, keyArn: keys.results });

  new Monitoring("monitoring", {
    place,
    datasets,
    schedules,
    schedulesEnabled: config.schedulesEnabled,
    functions: Object.keys(args.code.functions),
    planTimeoutMinutes: config.planTimeoutMinutes,
    jobTimeoutMinutes: config.glue.timeoutMinutes,
    keyArn: keys.operations,
    alarms: config.alarms,
  });

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
    crawlers: crawlers.names,
    workgroup,
    bundleKey,
    governance: governance.stack,
  });
  new aws.ssm.Parameter("deployment", {
    name: deploymentParameter(args.project, args.stack),
    description: "Where the parts of the lakehouse are",
    type: "String",
    value: pulumi.jsonStringify(deployment),
  });
  return deployment;
};

const principalsOf = ({ principals }: Config): Principal[] =>
  Object.entries(principals).map(([name, { persona, role, domains }]) => ({ name, persona, role, domains }));

/** Nothing, when everything runs in AWS's own network. */
const createNetwork = (args: LakehouseArgs, zones: Zones, keys: Keys): Network | undefined => {
  const { network, privateNetwork, sources } = args.config;
  if (network === "public") {
    return undefined;
  }
  const hasOutside = Object.values(sources).some(({ location }) => location === "internet");
  return new Network("network", {
    ...privateNetwork,
    place: args.place,
    natGateways: hasOutside ? privateNetwork.natGateways : "none",
    sources,
    buckets: [zones.raw, zones.processed, zones.curated, zones.artifacts],
    keyArn: keys.operations,
  });
};

const createProcessing = (
  args: LakehouseArgs,
  zones: Zones,
  secrets: Secrets,
  encryption: Pick<Encryption, "keys" | "securityConfiguration">,
  network: Network | undefined,
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
    ...encryption,
    ...(network && { network: network.jobs }),
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
