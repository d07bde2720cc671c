import type { Bundle, Dataset } from "../../model/documents/contract-bundle.ts";
import { isLanded, isPlanned, isSettled, type PlannedRun } from "../../model/ledger.ts";
import type { DatasetItem, LandedPageItem, PageItem } from "../../model/documents/ledger-items.ts";
import type { Piece } from "../../model/documents/values.ts";
import { formatProblem } from "../../model/validation/problem.ts";
import type { PageMessage } from "../../model/documents/page-message.ts";
import { readOrFault } from "../../model/documents/document-fault.ts";
import { runInputKind, type RunInput } from "../../model/documents/run-input.ts";
import type { Standing } from "../../model/documents/standing.ts";
import { mapBounded } from "../../aws/bounded.ts";
import { resumeWhenSettled, type Completion } from "../shared/completion.ts";
import type { IsRunning } from "../../aws/step-functions/execution-state.ts";
import { Fault } from "../../model/fault.ts";
import type { RunReader } from "../../aws/ledger/ledger-reader.ts";
import { changedContracts, refusalsOf, type PublishedPorts } from "../../aws/artifacts/published-contracts.ts";
import type { RunLedger } from "../../aws/ledger/run-ledger.ts";
import type { SendPages } from "../../aws/sqs/page-queue.ts";
import type { Connector, PlannedPiece } from "../../sources/connector.ts";
import type { ConnectorOf } from "../../sources/connectors.ts";
import type { Resume } from "../../aws/step-functions/task-resumer.ts";
import { findLateRows, lateCountMs } from "./late-rows.ts";
import { findDeadHolder, requireFormerGroupsDone, runBusy } from "./turn.ts";

export interface PlanEvent extends RunInput {
  readonly taskToken: string;
}

export interface PlanResult {
  readonly runId: string;
  readonly datasets: number;
  readonly messages: number;
  readonly completion: Completion;
}

export interface PlanPorts extends PublishedPorts {
  readonly bundleKey: string;
  readonly connectorOf: ConnectorOf;
  readonly ledger: Pick<RunReader, "run" | "datasets" | "pages" | "lock"> &
    Pick<RunLedger, "open" | "recover" | "setTaskToken">;
  readonly send: SendPages;
  readonly resume: Resume;
  readonly isRunning: IsRunning;
  readonly now: () => number;
}

/** Concurrent counting calls; each requests a single record from the source. */
const countsAtOnce = 8;

const fault = (code: string, runId: string, message: string, fix: string): Fault =>
  new Fault({ code, place: `run ${runId}`, message, fix }, { retry: "never" });

const datasetsOfGroup = (bundle: Bundle, event: PlanEvent): readonly Dataset[] => {
  const datasets = bundle.datasets.filter(({ group }) => group === event.group);
  if (datasets.length === 0) {
    const groups = [...new Set(bundle.datasets.map(({ group }) => group))].join(", ");
    throw fault(
      "GROUP_UNKNOWN",
      event.runId,
      `no dataset belongs to group ${event.group}; groups are ${groups}`,
      "name one of them",
    );
  }
  return datasets;
};

/** Why datasets cannot be loaded with their contracts, by id: their tables were published with different ones. */
const refusedContracts = async (
  datasets: readonly Dataset[],
  ports: PlanPorts,
): Promise<ReadonlyMap<string, string>> => {
  const changed = await changedContracts(datasets, ports);
  return new Map(
    changed.flatMap((contract) => {
      const refusals = refusalsOf(contract).map(formatProblem);
      return refusals.length === 0 ? [] : [[contract.datasetId, refusals.join("\n")] as const];
    }),
  );
};

interface PlanFacts {
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly refusal: string | undefined;
  readonly standing: Standing | undefined;
}

/** A dataset that cannot be counted or loaded does not stop the others: it fails alone, with its reason. */
const planDataset = async (
  dataset: Dataset,
  bundle: Bundle,
  event: PlanEvent,
  ports: PlanPorts,
  { deadline, refusal, standing }: PlanFacts,
): Promise<DatasetItem> => {
  const empty = { landedRows: 0, landedPages: 0, landedBytes: 0, failedPages: 0 };
  const failed = (error: string): DatasetItem => {
    const nothing = { unplanned: true, plannedRows: 0, plannedPages: 0 } as const;
    return { datasetId: dataset.id, state: "FAILED", ...nothing, ...empty, error };
  };
  if (refusal !== undefined) return failed(refusal);
  try {
    const connector = ports.connectorOf(bundle, dataset);
    const { rows, pages, firstPiece } = await connector.cut(dataset, event.window, deadline);
    const lateDeadline = Math.min(deadline, ports.now() + lateCountMs);
    const late = await findLateRows(dataset, event.window, standing, async (window) =>
      connector.count(dataset, window, lateDeadline),
    );
    return {
      ...{ datasetId: dataset.id, state: "EXTRACTING", plannedPages: pages, ...empty },
      ...(rows !== undefined && { plannedRows: rows }),
      ...(firstPiece !== undefined && { firstPiece }),
      ...(late.length > 0 && { late }),
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return failed(error.message);
  }
};

const openRun = async (event: PlanEvent, ports: PlanPorts, deadline: number): Promise<void> => {
  const deadHolder = await findDeadHolder(event, ports);
  const bundle = await ports.readBundle(ports.bundleKey);
  const datasets = datasetsOfGroup(bundle, event);
  const standings = await ports.standings.of(datasets.map(({ id }) => id));
  await requireFormerGroupsDone(event, standings, ports);
  const byId = new Map(standings.map((standing) => [standing.datasetId, standing]));
  const refused = await refusedContracts(datasets, ports);
  const planned = await mapBounded(datasets, countsAtOnce, async (dataset) =>
    planDataset(dataset, bundle, event, ports, {
      ...{ deadline, refusal: refused.get(dataset.id), standing: byId.get(dataset.id) },
    }),
  );
  const { runId, group, window, taskToken } = event;
  const startedAt = new Date(ports.now()).toISOString();
  const run: PlannedRun = {
    runId,
    group,
    window,
    state: "EXTRACTING",
    bundleKey: ports.bundleKey,
    startedAt,
    taskToken,
  };
  // It does not matter who opened the run: the next steps read it from the ledger.
  if ((await ports.ledger.open(run, planned, deadHolder)) !== "BUSY") return;
  const lock = (await ports.ledger.lock(group)) ?? { runId: "that has just ended", since: startedAt };
  throw runBusy(runId, lock, group);
};

/** A chain goes on after the last page that landed. */
const chainPiece = (
  first: Piece,
  landed: readonly LandedPageItem[],
): { readonly page: number; readonly piece: Piece } | undefined => {
  const last = landed.reduce<LandedPageItem | undefined>(
    (latest, page) => (latest === undefined || page.page > latest.page ? page : latest),
    undefined,
  );
  if (last === undefined) return { page: 0, piece: first };
  return last.next === undefined ? undefined : { page: last.page + 1, piece: last.next };
};

const awaitedPieces = (
  connector: Connector,
  dataset: Dataset,
  { plannedRows: rows, plannedPages, firstPiece }: DatasetItem,
  pages: readonly PageItem[],
): readonly PlannedPiece[] => {
  const settled = new Set(pages.map(({ page }) => page));
  if (firstPiece !== undefined) {
    const next = chainPiece(firstPiece, pages.filter(isLanded));
    return next === undefined || settled.has(next.page) ? [] : [next];
  }
  const cut = { pages: plannedPages, ...(rows !== undefined && { rows }) };
  return connector.pieces(dataset, cut).filter(({ page }) => !settled.has(page));
};

const awaitedPages = async (
  run: PlannedRun,
  items: readonly DatasetItem[],
  ports: PlanPorts,
): Promise<readonly PageMessage[]> => {
  const bundle = await ports.readBundle(run.bundleKey);
  const byId = new Map(bundle.datasets.map((dataset) => [dataset.id, dataset]));
  const pages = await ports.ledger.pages(run.runId);
  const { runId, group, window, bundleKey } = run;
  return items
    .filter((item) => !isSettled(item))
    .flatMap((item) => {
      const dataset = byId.get(item.datasetId);
      if (dataset === undefined) return [];
      const own = pages.filter(({ datasetId }) => datasetId === item.datasetId);
      return awaitedPieces(ports.connectorOf(bundle, dataset), dataset, item, own).map((piece) => ({
        runId,
        group,
        datasetId: dataset.id,
        ...piece,
        ...(item.plannedRows !== undefined && { expectedTotal: item.plannedRows }),
        window,
        bundleKey,
      }));
    });
};

/**
 * Opens the run with the source's counts, once, and sends a message for every awaited page. If called again for the
 * same run, after a crash at any point, it keeps the first plan and sends only messages for pages that have not landed;
 * pages that thereby get a second message are no-ops.
 *
 * @param deadline epoch milliseconds by which counting has to end
 * @throws Fault RUN_CLOSED if the run's extraction is over: a new attempt is needed; RUN_BUSY if another run of the
 *   group is active, or one of a group that had some of the datasets before
 */
export const planRun = async (event: PlanEvent, deadline: number, ports: PlanPorts): Promise<PlanResult> => {
  const { runId, taskToken } = event;
  readOrFault(runInputKind, event, "execution's input", "never");
  if ((await ports.ledger.recover(runId)) === undefined) await openRun(event, ports, deadline);
  const run = await ports.ledger.run(runId);
  if (run?.state !== "EXTRACTING" || !isPlanned(run)) {
    throw fault("RUN_CLOSED", runId, `the run is already ${run?.state ?? "unknown"}`, "start the night's next attempt");
  }
  if (run.taskToken !== taskToken) await ports.ledger.setTaskToken(runId, taskToken);
  const items = await ports.ledger.datasets(runId);
  const messages = await awaitedPages(run, items, ports);
  await ports.send(messages);
  const completion = await resumeWhenSettled(runId, ports.ledger, ports.resume);
  return { runId, datasets: items.length, messages: messages.length, completion };
};
