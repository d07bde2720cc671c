/** All parts of a stack and what they pass to each other. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../model/documents/deployment.ts";
import { deploymentParameter } from "../model/names.ts";
import { functionNames } from "../model/parts.ts";
import { Analytics } from "./components/athena/analytics.ts";
import { QueryAccess } from "./components/athena/query-access.ts";
import { Catalog } from "./components/governance/catalog.ts";
import { DataLakeSettings } from "./components/governance/data-lake-settings.ts";
import { Governance } from "./components/governance/governance.ts";
import { LakeTags } from "./components/governance/lake-tags.ts";
import { MaintenanceRole } from "./components/governance/maintenance.ts";
import { Mails, type MailsArgs } from "./components/mails/mails.ts";
import { Monitoring } from "./components/monitoring/monitoring.ts";
import { quickSightPrincipal } from "./components/quicksight/quicksight-roles.ts";
import { QuickSight } from "./components/quicksight/quicksight.ts";
import { Redshift } from "./components/redshift/redshift.ts";
import { Rotation } from "./components/security/rotation.ts";
import { createFoundations, type Foundations } from "./foundations.ts";
import type { LakehouseArgs } from "./lakehouse-args.ts";
import { createNight } from "./night.ts";
import { roleArn } from "./permissions/roles.ts";
import { publishedPersonas } from "./quicksight/publications.ts";

/** Declares every resource of a stack; returns its deployment document. */
export const createLakehouse = (args: LakehouseArgs): pulumi.Output<Deployment> => {
  const { place, deployers, contracts, config } = args;
  const parameter = deploymentParameter(args.project, args.stack);
  const { sources } = contracts.bundle;
  const base = createFoundations(args);
  const { functions, keys, bundleKey, principals } = base;
  const { raw, processed, curated, artifacts, queryResults } = base.zones;
  createRotation(args, base);
  const settings = new DataLakeSettings("governance", {
    functions,
    sources,
    artifacts,
    processed,
    curated,
    bundleKey,
    maintenance: { ...config.maintenance, roleArn: roleArn(place, "maintain") },
    deployers,
  });
  const maintenance = new MaintenanceRole("maintenance", { place, sources, keys, processed, curated });
  const buckets = { raw: raw.bucket, processed: processed.bucket, curated: curated.bucket };
  const lakeTags = new LakeTags("governance", { sources, settings });
  const after = [settings.applied, ...lakeTags.grants];
  const catalog = new Catalog("catalog", { sources, buckets, after });
  const night = createNight(args, base, { settings, catalog });
  const redshift = createRedshift(args, base);
  const { workgroup } = createAnalytics(args, base);
  const querying = { place, sources, workgroup, queryResults, keys };
  const quickSightPrincipals = publishedPersonas({ ...config.quicksight, dashboards: args.dashboards }).map((persona) =>
    quickSightPrincipal("quicksight", persona, querying),
  );
  const mails = createMails(args, base, { workgroup, scheduleGroup: night.scheduleGroup });
  const governance = new Governance("governance", {
    place,
    sources,
    catalog,
    settings,
    tags: lakeTags.tags,
    buckets: { raw, processed, curated },
    keys,
    principals: [
      ...principals,
      ...(redshift ? [redshift.reader] : []),
      ...quickSightPrincipals,
      ...(mails ? [mails.reader] : []),
    ],
    writers: [...night.writers, maintenance.writer, settings.writer],
    contractsHash: contracts.hash,
  });
  const quickSight = createQuickSight(args, workgroup, governance);
  new QueryAccess("query-access", {
    ...querying,
    artifacts,
    deploymentParameter: parameter,
    modelJobs: [night.places.curateJob, night.places.analyzeJob],
    governForSql: settings.governForSql,
    redshift,
  });
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
    governFunction: settings.governForSql.functionName,
    workgroup,
    bundleKey,
    schedulesEnabled: config.schedulesEnabled,
    governance: governance.stack,
    ...(redshift && { redshift: redshift.deployment }),
    ...(quickSight && { quicksight: quickSight.deployment }),
    ...(mails && { mailFunction: mails.functionName }),
  });
  new aws.ssm.Parameter("deployment", {
    name: parameter,
    description: "Where the parts of the lakehouse are",
    type: "String",
    // a standard-tier parameter holds 4 KB; this one grows with the principals
    tier: "Intelligent-Tiering",
    value: pulumi.jsonStringify(deployment),
  });
  return deployment;
};

const createRotation = ({ config, contracts }: LakehouseArgs, { functions, secrets }: Foundations): Rotation =>
  new Rotation("rotation", {
    functions,
    sources: contracts.bundle.sources,
    addresses: Object.fromEntries(Object.entries(config.sources).map(([source, { address }]) => [source, address])),
    tokens: secrets.tokens,
    everyDays: config.tokenRotationDays,
    sourceTimeoutSeconds: config.extraction.sourceTimeoutSeconds,
  });

const createRedshift = (
  { place, config, contracts }: LakehouseArgs,
  { keys, network }: Foundations,
): Redshift | undefined => {
  const { enabled, ...settings } = config.redshift;
  return enabled
    ? new Redshift("redshift", {
        ...settings,
        place,
        sources: contracts.bundle.sources,
        network: network?.redshift,
        logRetentionDays: config.logRetentionDays,
        logKeyArn: keys.operations,
        protect: config.removalProtection,
      })
    : undefined;
};

const createQuickSight = (
  { place, config, dashboards }: LakehouseArgs,
  workgroup: pulumi.Input<string>,
  governance: Governance,
): QuickSight | undefined => {
  const { enabled, mode, namespace, identityRegion, groups, authors } = config.quicksight;
  const settings = { mode, namespace, identityRegion, groups, authors };
  return enabled
    ? new QuickSight("quicksight", { ...settings, place, dashboards, workgroup, after: governance.granted })
    : undefined;
};

/** The analysts' Athena workgroup. */
const createAnalytics = ({ place, config }: LakehouseArgs, { zones: { queryResults }, keys }: Foundations): Analytics =>
  new Analytics("analytics", {
    place,
    queryResults,
    keyArn: keys.results,
    scanLimitGiB: config.queryScanLimitGiB,
    protect: config.removalProtection,
  });

const createMails = (
  { place, config, contracts, mails }: LakehouseArgs,
  { functions, keys, zones: { artifacts, queryResults }, ledger, bundleKey }: Foundations,
  { workgroup, scheduleGroup }: Pick<MailsArgs, "workgroup" | "scheduleGroup">,
): Mails | undefined => {
  if (mails === undefined) return undefined;
  const { sources, schedules } = contracts.bundle;
  return new Mails("mails", {
    ...{ ...mails, place, functions, keys, sources, schedules, artifacts, queryResults, ledger, bundleKey },
    ...{ workgroup, scheduleGroup, schedulesEnabled: config.schedulesEnabled },
  });
};

const createMonitoring = ({ place, config, contracts, mails }: LakehouseArgs, { keys }: Foundations): Monitoring =>
  new Monitoring("monitoring", {
    place,
    datasets: contracts.bundle.datasets,
    schedules: contracts.bundle.schedules,
    schedulesEnabled: config.schedulesEnabled,
    functions: functionNames.filter((name) => name !== "mail" || mails !== undefined),
    mails: mails !== undefined,
    planTimeoutMinutes: config.planTimeoutMinutes,
    jobTimeoutMinutes: config.glue.timeoutMinutes,
    redshiftRpuHoursPerDay: config.redshift.enabled ? config.redshift.rpuHoursPerDay : undefined,
    keyArn: keys.operations,
    alarms: config.alarms,
  });
