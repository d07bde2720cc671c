import { type PlannedRun, isPlanned } from "../../model/ledger.ts";
import type { Bundle, Dataset } from "../../model/documents/contract-bundle.ts";
import type { DatasetItem, PageItem, RunItem } from "../../model/documents/ledger-items.ts";
import { jobSize, type JobLimits, type JobSize } from "../../model/job-size.ts";
import { manifestKey as manifestKeyOf, rawPagePrefix } from "../../model/names.ts";
import type { ManifestDataset } from "../../model/documents/manifest.ts";
import type { RunInput } from "../../model/documents/run-input.ts";
import type { Documents } from "../../aws/s3/documents.ts";
import type { ReadBundle } from "../../aws/artifacts/bundle-reader.ts";
import { mapBounded } from "../../aws/bounded.ts";
import { Fault } from "../../model/fault.ts";
import { counted, figure } from "../../model/wording.ts";
import type { RunReader } from "../../aws/ledger/ledger-reader.ts";
import type { RawStore } from "../../aws/s3/raw-store.ts";
import type { ReconciledDataset, RunLedger } from "../../aws/ledger/run-ledger.ts";
import type { Completeness, Connector, Walk } from "../../sources/connector.ts";
import type { ConnectorOf } from "../../sources/connectors.ts";
import { findOrderFault, findWalkFault } from "./check-order.ts";
import { findDifferences, landedPages, type DatasetEvidence } from "./compare-dataset.ts";
import { crawlDueBefore, landedSources, type LandedPorts, type LandedSource } from "./landed-sources.ts";
import { manifestDataset, manifestOf } from "./manifest.ts";

export interface ReconcileResult {
  readonly manifestKey: string;
  /** Numbers of datasets that may be processed, and of those that must not be. */
  readonly reconciled: number;
  readonly failed: number;
  readonly landedSources: readonly LandedSource[];
  /** Instant, ISO 8601: a source whose last crawl is older is crawled whether or not it drifted. */
  readonly crawlDueBefore: string;
  /** Size of the job that processes the run. */
  readonly job: JobSize;
}

export interface ReconcileInput extends RunInput {
  readonly jobLimits: JobLimits;
}

export interface ReconcilePorts {
  readonly readBundle: ReadBundle;
  readonly rawBucket: string;
  readonly raw: Pick<RawStore, "list" | "readStart">;
  readonly connectorOf: ConnectorOf;
  readonly artifacts: Pick<Documents, "write">;
  readonly ledger: Pick<RunReader, "run"> & LandedPorts & Pick<RunLedger, "reconcile" | "recover">;
}

const datasetsAtOnce = 8;

const fault = (code: string, place: string, message: string, fix: string): Fault =>
  new Fault({ code, place, message, fix }, { retry: "never" });

/** Result for one dataset: an entry of the manifest, or the reason why there is none. */
interface Judged {
  readonly outcome: ReconciledDataset;
  readonly entry?: ManifestDataset;
}

const recount = async (
  dataset: Dataset,
  run: RunItem,
  deadline: number,
  connector: Connector,
): Promise<DatasetEvidence["sourceRows"]> => {
  try {
    return await connector.count(dataset, run.window, deadline);
  } catch (error) {
    if (error instanceof Fault) return { error: error.message };
    throw error;
  }
};

const datasetOf = (bundle: Bundle, run: PlannedRun, datasetId: string): Dataset => {
  const dataset = bundle.datasets.find(({ id }) => id === datasetId);
  if (dataset !== undefined) return dataset;
  const found = `the run's contracts ${run.bundleKey} have no dataset ${datasetId}`;
  throw fault("DATASET_UNKNOWN", `run ${run.runId}`, found, "plan the run again");
};

interface Completed {
  readonly sourceRows: number | undefined;
  /** Why the pages aren't believed to be complete. */
  readonly error?: string | undefined;
}

/** Reads a dataset again; returns how many rows it has. */
const readAgain = async (entry: ManifestDataset, walk: () => Promise<Walk>): Promise<Completed> => {
  try {
    const again = await walk();
    return { sourceRows: again.rows, error: findWalkFault(entry, again) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { sourceRows: undefined, error: `WALK_FAILED it could not be read again: ${error.message}` };
  }
};

const rangeFault = (rows: number, completeness: Completeness): string | undefined => {
  if (completeness.by !== "rows" || (rows >= completeness.least && rows <= completeness.most)) return undefined;
  const { least, most } = completeness;
  return `ROWS_OUT_OF_RANGE expected ${figure(least)} to ${counted(most, "row")} by its contract, got ${figure(rows)}`;
};

const judge = async (
  item: DatasetItem,
  { dataset, connector }: { readonly dataset: Dataset; readonly connector: Connector },
  run: PlannedRun,
  pages: readonly PageItem[],
  deadline: number,
  ports: ReconcilePorts,
): Promise<Judged> => {
  const { datasetId } = item;
  const { source, name } = dataset;
  const failed = (sourceRows: number | undefined, error: string): Judged => ({
    outcome: { datasetId, sourceRows, error },
  });
  // A dataset that failed during planning has nothing to compare.
  if (item.state === "FAILED") return failed(undefined, item.error ?? "not planned");
  const landed = landedPages(pages);
  // Missing pages decide it. The source may be failing, and the other datasets should not wait for it again.
  const isWhole = landed.length === item.plannedPages;
  const [found, objects] = await Promise.all([
    isWhole ? recount(dataset, run, deadline, connector) : undefined,
    ports.raw.list(rawPagePrefix(source, name, run.runId)),
  ]);
  const total = typeof found === "number" ? found : undefined;
  const difference = findDifferences({
    ...{ runId: run.runId, source, name, format: dataset.extraction.format?.type, item, pages, objects },
    sourceRows: found,
  });
  if (difference !== undefined) return failed(total, difference);
  const entry = manifestDataset(dataset, run.window, total, landed);
  const walk = async (): Promise<Walk> => connector.walk(dataset, run, entry.rows, deadline);
  const completeness = connector.completeness(dataset);
  const { sourceRows, error }: Completed =
    completeness.by === "walk"
      ? await readAgain(entry, walk)
      : {
          sourceRows: total,
          error: rangeFault(entry.rows, completeness) ?? (await findOrderFault({ pages: landed, entry }, walk, ports)),
        };
  if (error !== undefined) return failed(sourceRows, `dataset ${datasetId}: ${error}`);
  return {
    outcome: { datasetId, sourceRows, rowHashSum: entry.rowHashSum },
    entry: { ...entry, ...(sourceRows !== undefined && { sourceRows }) },
  };
};

/** The result of an earlier call; `undefined` if the run is not reconciled yet. */
const resultOf = (
  run: RunItem | undefined,
  landed: Pick<ReconcileResult, "landedSources" | "crawlDueBefore" | "job">,
): ReconcileResult | undefined =>
  run?.manifestKey === undefined
    ? undefined
    : { manifestKey: run.manifestKey, reconciled: run.reconciled ?? 0, failed: run.failed ?? 0, ...landed };

/**
 * Compares, per dataset, the source's current total, what was planned, what landed and the raw zone's objects. Datasets
 * that agree are added to the manifest; the others fail with a reason that names pages. If called again for the same
 * run, it returns the same result without querying anything.
 */
export const reconcileRun = async (
  input: ReconcileInput,
  deadline: number,
  ports: ReconcilePorts,
): Promise<ReconcileResult> => {
  const { runId } = input;
  const run = await ports.ledger.recover(runId);
  if (!isPlanned(run)) {
    throw fault(
      "RUN_UNKNOWN",
      `run ${runId}`,
      "the ledger has no such run, so it was never planned",
      "start the night again",
    );
  }
  const [items, pages, bundle] = await Promise.all([
    ports.ledger.datasets(runId),
    ports.ledger.pages(runId),
    ports.readBundle(run.bundleKey),
  ]);
  const sourceOf = (datasetId: string): string => datasetOf(bundle, run, datasetId).source;
  const landedRows = items.reduce((sum, item) => sum + item.landedRows, 0);
  const landed = {
    landedSources: await landedSources({ run, datasets: items, pages, sourceOf }, ports.ledger),
    crawlDueBefore: crawlDueBefore(run),
    job: jobSize(landedRows, input.jobLimits),
  };
  const earlier = resultOf(run, landed);
  if (earlier !== undefined) return earlier;
  const manifestKey = manifestKeyOf(runId);
  const judged = await mapBounded(items, datasetsAtOnce, async (item) => {
    const ofDataset = pages.filter(({ datasetId }) => datasetId === item.datasetId);
    const dataset = datasetOf(bundle, run, item.datasetId);
    return judge(item, { dataset, connector: ports.connectorOf(bundle, dataset) }, run, ofDataset, deadline, ports);
  });
  const entries = judged.flatMap(({ entry }) => entry ?? []);
  await ports.artifacts.write(manifestKey, manifestOf(run, ports.rawBucket, entries));
  const outcomes = judged.map(({ outcome }) => outcome);
  const result = { manifestKey, reconciled: entries.length, failed: judged.length - entries.length, ...landed };
  if ((await ports.ledger.reconcile({ runId, manifestKey, datasets: outcomes })) === "RECONCILED") return result;
  const meanwhile = resultOf(await ports.ledger.run(runId), landed);
  if (meanwhile !== undefined) return meanwhile;
  throw fault("RUN_CLOSED", `run ${runId}`, "the run ended while it was reconciled", "start the night's next attempt");
};
