/** The steps of a night and what starts them. */
import type * as pulumi from "@pulumi/pulumi";
import { Extraction, type ExtractionArgs } from "./components/extraction/extraction.ts";
import type { Catalog } from "./components/governance/catalog.ts";
import type { DataLakeSettings } from "./components/governance/data-lake-settings.ts";
import { Analysis } from "./components/jobs/analysis.ts";
import { Curation } from "./components/jobs/curation.ts";
import { Processing } from "./components/jobs/processing.ts";
import { Crawlers } from "./components/night/crawlers.ts";
import { Nightly } from "./components/night/nightly.ts";
import { Reporting } from "./components/night/reporting.ts";
import { Schedules } from "./components/night/schedules.ts";
import type { Foundations } from "./foundations.ts";
import type { LakehouseArgs } from "./lakehouse-args.ts";
import { agedGroups } from "./monitoring/night-alarms.ts";
import { stateMachineArn } from "./place.ts";
import { publishedDataSets } from "./quicksight/publications.ts";

interface Night {
  /** Roles of the jobs that read or write whole zones. */
  readonly writers: readonly Processing["writer"][];
  readonly scheduleGroup: Schedules["groupName"];
  /** Parts of the deployment document. */
  readonly places: {
    readonly pageQueueUrl: pulumi.Output<string>;
    readonly deadLetterQueueUrl: pulumi.Output<string>;
    readonly stateMachineArn: pulumi.Output<string>;
    readonly processJob: pulumi.Output<string>;
    readonly curateJob: pulumi.Output<string>;
    readonly analyzeJob: pulumi.Output<string>;
    readonly crawlers: Crawlers["names"];
  };
}

/** Creates the steps of a night and what starts them. */
export const createNight = (
  args: LakehouseArgs,
  base: Foundations,
  { settings, catalog }: { readonly settings: DataLakeSettings; readonly catalog: Catalog },
): Night => {
  const { place, config, contracts } = args;
  const { sources, schedules } = contracts.bundle;
  const { functions, keys, securityConfiguration, zones, ledger, bundleKey, network } = base;
  const { raw, processed, artifacts } = zones;
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
  const { processing, curation, analysis } = createJobs(args, base);
  const crawlers = new Crawlers("crawlers", {
    place,
    sources,
    raw,
    keys,
    databases: catalog.databases,
    securityConfiguration,
    logRetentionDays: config.logRetentionDays,
    network: network?.jobs,
  });
  const { report, reader } = new Reporting("reporting", {
    functions,
    sources,
    artifacts,
    processed,
    ledger,
    schedulesEnabled: config.schedulesEnabled,
  });
  const { plan, reconcile, queue } = extraction;
  const nightly = new Nightly("nightly", {
    functions,
    plan,
    reconcile,
    govern: settings.govern,
    report,
    processing,
    curation,
    sources,
    artifacts,
    bundleKey,
    planTimeoutMinutes: config.planTimeoutMinutes,
    jobLimits: { workers: config.glue.numberOfWorkers, timeoutMinutes: config.glue.timeoutMinutes },
    workerType: config.glue.workerType,
    copies:
      config.quicksight.mode === "spice"
        ? publishedDataSets(place, { ...config.quicksight, dashboards: args.dashboards })
        : [],
    crawl: config.crawl,
  });
  const { start, failedStarts } = nightly;
  const { groupName } = new Schedules("schedules", {
    place,
    keys,
    schedules,
    start,
    failedStarts,
    enabled: config.schedulesEnabled,
    aged: agedGroups({
      schedules,
      datasets: contracts.bundle.datasets,
      planTimeoutMinutes: config.planTimeoutMinutes,
      jobTimeoutMinutes: config.glue.timeoutMinutes,
    }),
    report,
    bundleKey,
  });
  return {
    scheduleGroup: groupName,
    writers: [processing.writer, curation.writer, crawlers.writer, reader],
    places: {
      pageQueueUrl: queue.url,
      deadLetterQueueUrl: queue.deadLetterUrl,
      stateMachineArn: nightly.stateMachineArn,
      processJob: processing.jobName,
      curateJob: curation.jobName,
      analyzeJob: analysis.jobName,
      crawlers: crawlers.names,
    },
  };
};

const createJobs = (
  { place, config, contracts, code }: LakehouseArgs,
  { zones, secrets, keys, securityConfiguration, network }: Foundations,
): { readonly processing: Processing; readonly curation: Curation; readonly analysis: Analysis } => {
  const { version: glueVersion, ...workers } = config.glue;
  const { sources, schedules } = contracts.bundle;
  const { raw, processed, curated, artifacts } = zones;
  const settings = {
    place,
    sources,
    artifacts,
    keys,
    securityConfiguration,
    logRetentionDays: config.logRetentionDays,
    network: network?.jobs,
    glueVersion,
    ...workers,
  };
  const processing = new Processing("processing", {
    ...settings,
    raw,
    processed,
    maskKey: secrets.maskKey,
    script: code.scripts.process,
    library: code.library,
    maxConcurrentRuns: Math.max(1, schedules.length),
  });
  const { library } = processing;
  const curation = new Curation("curation", {
    ...settings,
    processed,
    curated,
    script: code.scripts.curate,
    library,
  });
  const analysis = new Analysis("analysis", { ...settings, script: code.scripts.analyze, library });
  return { processing, curation, analysis };
};

const locateSources = ({ config }: LakehouseArgs, { secrets }: Foundations): ExtractionArgs["sources"] =>
  Object.fromEntries(
    Object.entries(config.sources).map(([name, { address }]) => {
      const token = secrets.tokens[name];
      return [name, { address, ...(token !== undefined && { token }) }];
    }),
  );
