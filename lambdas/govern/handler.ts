import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { GlueClient } from "@aws-sdk/client-glue";
import { LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { S3Client } from "@aws-sdk/client-s3";
import type { Context } from "aws-lambda";
import { governanceOf } from "../../model/governance/index.ts";
import { artifactStore, bundleReader } from "../shared/artifact-store.ts";
import { requireVariables } from "../shared/environment.ts";
import { logger, metrics } from "../shared/observability.ts";
import { realWaiting } from "../shared/waiting.ts";
import { applySettings, type SettingsEvent, type SettingsResult } from "./apply-settings.ts";
import { glueCatalog } from "./catalog.ts";
import { everyone } from "./everyone.ts";
import { governCatalog, type CatalogEvent, type CatalogResult } from "./govern-catalog.ts";
import { notYetAllowed, repeated } from "./repeated.ts";
import { settingsStore } from "./settings-store.ts";
import { tagStore } from "./tag-store.ts";

const variables = requireVariables(process.env, ["ARTIFACTS_BUCKET", "BUNDLE_KEY"]);
const lakeFormation = new LakeFormationClient({});
const artifacts = artifactStore(new S3Client({}), variables.ARTIFACTS_BUCKET);
const readBundle = bundleReader(artifacts);
const tags = tagStore(lakeFormation, realWaiting);
const settings = settingsStore(lakeFormation);
const catalogPorts = {
  catalog: glueCatalog(new GlueClient({})),
  everyone: everyone(lakeFormation, realWaiting),
  tags,
};

/** Tables and columns follow from the contracts alone; who may read them is the program's. */
const nobody = { principals: [], writers: [], locations: [], administrators: [] };

const governed = async (): Promise<CatalogResult> => {
  const result = await governCatalog(governanceOf(await readBundle(variables.BUNDLE_KEY), nobody), catalogPorts);
  metrics.addMetric("ColumnsTagged", MetricUnit.Count, result.columnsTagged);
  metrics.addMetric("GrantsRevoked", MetricUnit.Count, result.revoked);
  metrics.publishStoredMetrics();
  logger.info("catalog governed", { ...result });
  return result;
};

export const handler = async (
  event: SettingsEvent | CatalogEvent,
  context: Context,
): Promise<SettingsResult | CatalogResult> => {
  logger.addContext(context);
  if (event.action === "catalog") return governed();
  const ports = { settings, tags, artifacts };
  const result = await repeated(() => applySettings(event, ports), realWaiting, notYetAllowed);
  logger.info("data lake settings applied", { ...result });
  return result;
};
