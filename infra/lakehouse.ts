/** All parts of a stack and what they hand to each other. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../model/deployment.ts";
import { deploymentParameter } from "../model/names.ts";
import { Analytics } from "./components/analytics.ts";
import { Catalog } from "./components/catalog.ts";
import { Crawlers } from "./components/crawlers.ts";
import { DataLakeSettings } from "./components/data-lake-settings.ts";
import { Extraction } from "./components/extraction.ts";
import { Governance } from "./components/governance.ts";
import { Monitoring } from "./components/monitoring.ts";
import { Nightly, stateMachineArn } from "./components/nightly.ts";
import { Processing } from "./components/processing.ts";
import { QueryAccess } from "./components/query-access.ts";
import { Reporting } from "./components/reporting.ts";
import { Rotation } from "./components/rotation.ts";
import { Schedules } from "./components/schedules.ts";
import { createFoundations, type Foundations } from "./foundations.ts";
import type { LakehouseArgs } from "./lakehouse-args.ts";

/** Declares every resource of a stack; answers where its parts are. */
export const createLakehouse = (args: LakehouseArgs): pulumi.Output<Deployment> => {
  const { place, deployer, contracts } = args;
  const { sources } = contracts.bundle;
  const base = createFoundations(args);
  const { functions, keys, bundleKey, principals } = base;
  const { raw, processed, curated, artifacts, queryResults } = base.zones;
  createRotation(args, base);
  const settings = new DataLakeSettings("governance", { functions, sources, artifacts, bundleKey, deployer });
  const buckets = { raw: raw.bucket, processed: processed.bucket, curated: curated.bucket };
  const catalog = new Catalog("catalog", { sources, buckets, after: settings.applied });
  const night = createNight(args, base, { settings, catalog });
  const governance = new Governance("governance", {
    place,
    sources,
    catalog,
    settings,
    buckets: { raw, processed, curated },
    keys,
    principals,
    writers: night.writers,
    contractsHash: contracts.hash,
  });
  const { workgroup } = createAnalytics(args, base);
  createMonitoring(args, base);

  const deployment = pulumi.output({
    formatVersion: 1 as const,
    stack: args.stack,
    rawBucket: raw.bucket,
    processedBucket: processed.bucket,
    curatedBucket: curated.bucket,
    artifactsBucket: artifacts.bucket,
    queryResultsBucket: queryResults.bucket,
    ledgerTable: base.ledger.tableName,
    ...night.places,
    workgroup,
    bundleKey,
    governance: governance.stack,
  });
  new aws.ssm.Parameter("deployment", {
    name: deploymentParameter(args.project, args.stack),
    description: "Where the parts of the lakehouse are",
    type: "String",
    // a parameter of the standard tier holds 4 KB; this one grows with the principals
    tier: "Intelligent-Tiering",
    value: pulumi.jsonStringify(deployment),
  });
  return deployment;
};

const createRotation = ({ config, contracts }: LakehouseArgs, { functions, secrets }: Foundations): Rotation =>
  new Rotation("rotation", {
    functions,
    sources: contracts.bundle.sources,
    baseUrls: Object.fromEntries(Object.entries(config.sources).map(([source, { baseUrl }]) => [source, baseUrl])),
    tokens: secrets.tokens,
    everyDays: config.tokenRotationDays,
    sourceTimeoutSeconds: config.extraction.sourceTimeoutSeconds,
  });

interface Night {
  /** Roles of the jobs that read or write whole zones. */
  readonly writers: readonly Processing["writer"][];
  /** Parts of what the deployment says of itself. */
  readonly places: {
    readonly pageQueueUrl: pulumi.Output<string>;
    readonly deadLetterQueueUrl: pulumi.Output<string>;
    readonly stateMachineArn: pulumi.Output<string>;
    readonly processJob: pulumi.Output<string>;
    readonly crawlers: Crawlers["names"];
  };
}

/** The steps of a night and what starts them. */
const createNight = (
  args: LakehouseArgs,
  base: Foundations,
  { settings, catalog }: { readonly settings: DataLakeSettings; readonly catalog: Catalog },
): Night => {
  const { place, config, contracts } = args;
  const { sources, schedules } = contracts.bundle;
  const { functions, keys, securityConfiguration, zones, ledger, bundleKey, network } = base;
  const { raw, artifacts } = zones;
  const extraction = new Extraction("extraction", {
    functions,
    raw,
    artifacts,
    ledger,
    bundleKey,
    ...config.extraction,
    stateMachineArn: stateMachineArn(place),
    sources: locateSources(args, base),
  });
  const processing = createProcessing(args, base);
  const crawlers = new Crawlers("crawlers", {
    place,
    sources,
    raw,
    keys,
    databases: catalog.databases,
    securityConfiguration,
    ...(network && { network: network.jobs }),
  });
  const { report, reader } = new Reporting("reporting", { functions, sources, artifacts, ledger });
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
  return {
    writers: [processing.writer, crawlers.writer, reader],
    places: {
      pageQueueUrl: queue.url,
      deadLetterQueueUrl: queue.deadLetterUrl,
      stateMachineArn: nightly.stateMachineArn,
      processJob: processing.jobName,
      crawlers: crawlers.names,
    },
  };
};

const createProcessing = (
  { place, config, contracts, code }: LakehouseArgs,
  { zones, secrets, keys, securityConfiguration, network }: Foundations,
): Processing => {
  const { version, workerType, numberOfWorkers, timeoutMinutes } = config.glue;
  const { sources, schedules } = contracts.bundle;
  return new Processing("processing", {
    place,
    sources,
    raw: zones.raw,
    processed: zones.processed,
    artifacts: zones.artifacts,
    maskKey: secrets.maskKey,
    keys,
    securityConfiguration,
    ...(network && { network: network.jobs }),
    script: code.script,
    library: code.library,
    glueVersion: version,
    workerType,
    numberOfWorkers,
    timeoutMinutes,
    maxConcurrentRuns: Math.max(1, schedules.length),
  });
};

/** Where analysts query, and what lets their roles do so. */
const createAnalytics = (
  { place, config, contracts }: LakehouseArgs,
  { zones: { queryResults }, keys }: Foundations,
): Analytics => {
  const analytics = new Analytics("analytics", {
    place,
    queryResults,
    keyArn: keys.results,
    scanLimitGiB: config.queryScanLimitGiB,
    protect: config.removalProtection,
  });
  const { sources } = contracts.bundle;
  const { workgroup } = analytics;
  new QueryAccess("query-access", { place, sources, workgroup, queryResults, keyArn: keys.results });
  return analytics;
};

const createMonitoring = ({ place, config, contracts, code }: LakehouseArgs, { keys }: Foundations): Monitoring =>
  new Monitoring("monitoring", {
    place,
    datasets: contracts.bundle.datasets,
    schedules: contracts.bundle.schedules,
    schedulesEnabled: config.schedulesEnabled,
    functions: Object.keys(code.functions),
    planTimeoutMinutes: config.planTimeoutMinutes,
    jobTimeoutMinutes: config.glue.timeoutMinutes,
    keyArn: keys.operations,
    alarms: config.alarms,
  });

type LocatedSources = ConstructorParameters<typeof Extraction>[1]["sources"];

const locateSources = ({ config }: LakehouseArgs, { secrets }: Foundations): LocatedSources =>
  Object.fromEntries(
    Object.entries(config.sources).flatMap(([name, { baseUrl }]) => {
      const token = secrets.tokens[name];
      return token === undefined ? [] : [[name, { baseUrl, token }]];
    }),
  );
