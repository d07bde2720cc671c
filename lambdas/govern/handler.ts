import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { readDeployedSql } from "../../aws/artifacts/deployed-sql.ts";
import { systemClock } from "../../aws/clock.ts";
import { glueClient } from "../../aws/glue/client.ts";
import { glueCatalog } from "../../aws/glue/databases.ts";
import { glueOptimizers } from "../../aws/glue/table-optimizers.ts";
import { lakeFormationClient } from "../../aws/lake-formation/client.ts";
import { everyone } from "../../aws/lake-formation/everyone.ts";
import { settingsStore } from "../../aws/lake-formation/settings-store.ts";
import { tagStore } from "../../aws/lake-formation/tag-store.ts";
import { notYetAllowed, retried } from "../../aws/retry.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { curatedRelations } from "../../model/governance/curated.ts";
import { governanceOf } from "../../model/governance/index.ts";
import { accountOf, parseMaintenance, requireVariables } from "../shared/environment.ts";
import { logger, metrics } from "../shared/observability.ts";
import { applySettings, type SettingsEvent, type SettingsResult } from "./apply-settings.ts";
import { createEnvironment, removeEnvironment, type EnvironmentResult, type RemovalResult } from "./environments.ts";
import { ensureFigureTables } from "./figure-tables.ts";
import { governCatalog, type CatalogResult } from "./govern-catalog.ts";
import { readAction, readEnvironment, readGroup, readRemoval } from "./request.ts";

const variables = requireVariables(process.env, [
  "ARTIFACTS_BUCKET",
  "BUNDLE_KEY",
  "PROCESSED_BUCKET",
  "CURATED_BUCKET",
  "MAINTENANCE",
]);
const lakeFormation = lakeFormationClient();
const documents = s3Documents(s3Client(), variables.ARTIFACTS_BUCKET);
const readBundle = bundleReader(documents);
const tags = tagStore(lakeFormation, systemClock);
const settings = settingsStore(lakeFormation);
const glue = glueClient();
const maintenance = parseMaintenance(variables.MAINTENANCE);
const ports = {
  catalog: glueCatalog(glue),
  // The account's own catalog has the account id as its name, as in the role's ARN.
  optimizers: glueOptimizers(glue, accountOf(maintenance.roleArn)),
  maintenance,
  everyone: everyone(lakeFormation, systemClock),
  tags,
  store: documents,
  curatedBucket: variables.CURATED_BUCKET,
};

/** Tables and columns follow from contracts and SQL alone; the Pulumi program decides who may read them. */
const nobody = { principals: [], writers: [], locations: [], administrators: [] };

const governed = async (event: unknown): Promise<CatalogResult> => {
  const [{ sources, datasets }, deployed] = await Promise.all([
    readBundle(variables.BUNDLE_KEY),
    readDeployedSql(documents),
  ]);
  const group = readGroup(event, [...new Set(datasets.map((dataset) => dataset.group))]);
  const looked = datasets.filter((dataset) => group === undefined || dataset.group === group);
  const wanted = governanceOf({ sources, datasets: looked, curated: curatedRelations(deployed) }, nobody);
  await ensureFigureTables(
    glue,
    variables.PROCESSED_BUCKET,
    sources.map(({ name }) => name),
  );
  const result = await governCatalog(wanted, ports, group !== undefined);
  metrics.addMetric("ColumnsTagged", MetricUnit.Count, result.columnsTagged);
  metrics.addMetric("GrantsRevoked", MetricUnit.Count, result.revoked);
  metrics.publishStoredMetrics();
  return result;
};

const settled = (event: SettingsEvent): Promise<SettingsResult> =>
  retried(() => applySettings(event, { ...ports, settings, artifacts: documents }), systemClock, notYetAllowed);

type Result = SettingsResult | CatalogResult | EnvironmentResult | RemovalResult;

const carryOut = async (event: unknown, functionArn: string): Promise<Result> => {
  const sources = async (): Promise<readonly string[]> =>
    (await readBundle(variables.BUNDLE_KEY)).sources.map(({ name }) => name);
  switch (readAction(event, functionArn)) {
    case "settings":
      return settled(event as SettingsEvent);
    case "catalog":
      return governed(event);
    case "environment":
      return createEnvironment(readEnvironment(event, await sources()), ports);
    case "remove environment":
      return removeEnvironment(readRemoval(event, await sources()), ports);
  }
};

export const handler = async (event: unknown, context: Context): Promise<Result> => {
  logger.addContext(context);
  const result = await carryOut(event, context.invokedFunctionArn);
  logger.info("governed", { request: event, result });
  return result;
};
