import type { Bundle, Dataset, Source } from "../../../model/documents/contract-bundle.ts";
import type { DatasetItem, LockItem, PageItem, RunItem } from "../../../model/documents/ledger-items.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import type { RunReader } from "../../../aws/ledger/ledger-reader.ts";
import type { PageLedger } from "../../../aws/ledger/page-ledger.ts";
import type { RunLedger } from "../../../aws/ledger/run-ledger.ts";
import type { Clock } from "../../../aws/clock.ts";
import { requestDefaults, type RequestSettings } from "../../../sources/rest/settings.ts";

export const window = { since: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" };
export const runId = "ops-20260105T000000Z-20260106T000000Z-a1";
export const bundleKey = "contracts/abc.json";

/** @param request what differs from an API as the demo's */
export const dataset = (
  name: string,
  pageSize = 10,
  windowColumn?: string,
  request: RequestSettings = {},
): Dataset => ({
  id: `ops.${name}`,
  source: "ops",
  name,
  version: "1.0.0",
  description: name,
  owner: "ops",
  columns: [],
  primaryKey: ["id"],
  writeMode: windowColumn === undefined ? "replace" : "append",
  partitions: [],
  extraction: {
    request: { path: `/${name}`, pageSize, ...requestDefaults, ...request },
    ...(windowColumn !== undefined && { windowColumn }),
  },
  group: "ops",
  rawRetentionDays: 10,
  freshnessHours: 26,
  tolerance: { quarantineWarnPercent: 0, quarantineStopPercent: 100, empty: false, removedRows: "keep" },
});

/** No dataset has ever had a night. */
export const noStandings = { of: () => Promise.resolve([]) };

export const opsSource: Source = {
  name: "ops",
  description: "ops",
  kind: "rest",
  settings: { auth: { type: "bearer", secret: "ops-token" } },
  tokenSecret: "ops-token",
};

export const bundleOf = (...datasets: readonly Dataset[]): Bundle => ({
  formatVersion: 1,
  sources: [opsSource],
  schedules: [{ group: "ops", expression: "cron(30 1 * * ? *)", timeZone: "Europe/Berlin" }],
  datasets,
});

export const message = (fields: Partial<PageMessage> = {}): PageMessage => ({
  runId,
  group: "ops",
  datasetId: "ops.events",
  page: 0,
  piece: { at: "0", size: 10 },
  expectedRows: 2,
  expectedTotal: 2,
  window,
  bundleKey,
  ...fields,
});

/** Time passes only while sleeping, so that tests don't wait. */
export const fakeClock = (random = 0.5): Clock & { readonly slept: number[] } => {
  const slept: number[] = [];
  let now = Date.parse("2026-01-06T02:00:00.000Z");
  return {
    slept,
    now: () => now,
    random: () => random,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
};

export interface MemoryLedger
  extends Pick<RunReader, "run" | "datasets" | "pages" | "previousRun" | "lock">, RunLedger, PageLedger {
  readonly runs: Map<string, RunItem>;
  readonly items: Map<string, DatasetItem>;
  readonly pageItems: Map<string, PageItem>;
}

const pageOf = (datasetId: string, page: number): string => `${datasetId}#${page}`;

/** The ledger's rules for one run, without DynamoDB; tests/sandbox/lambdas checks the same rules on the real tables. */
export const memoryLedger = (run?: RunItem, datasets: readonly DatasetItem[] = []): MemoryLedger => {
  const runs = new Map<string, RunItem>(run === undefined ? [] : [[run.runId, run]]);
  const items = new Map(datasets.map((item) => [item.datasetId, item]));
  const pageItems = new Map<string, PageItem>();
  const locks = new Map<string, LockItem>();
  const settle = (item: PageItem, rows: number, bytes: number, newPages = 0): "SETTLED" | "CLOSED" | undefined => {
    const place = pageOf(item.datasetId, item.page);
    const known = items.get(item.datasetId);
    if (pageItems.has(place)) return "SETTLED";
    if (known?.state !== "EXTRACTING") return "CLOSED";
    pageItems.set(place, item);
    const landed = item.state === "LANDED" ? 1 : 0;
    items.set(item.datasetId, {
      ...known,
      landedRows: known.landedRows + rows,
      landedBytes: known.landedBytes + bytes,
      landedPages: known.landedPages + landed,
      failedPages: known.failedPages + 1 - landed,
      plannedPages: known.plannedPages + newPages,
      ...(item.state === "LANDED" && { lastLandedAt: item.extractedAt }),
    });
    return undefined;
  };
  return {
    runs,
    items,
    pageItems,
    run: (id) => Promise.resolve(runs.get(id)),
    datasets: () => Promise.resolve([...items.values()]),
    pages: () => Promise.resolve([...pageItems.values()]),
    previousRun: () => Promise.resolve(undefined),
    recover: (id) => Promise.resolve(runs.get(id)),
    lock: (group) => Promise.resolve(locks.get(group)),
    open: (opened, planned, deadHolder) => {
      if (runs.has(opened.runId)) return Promise.resolve("EXISTS");
      const holder = locks.get(opened.group)?.runId;
      if (holder !== undefined && holder !== deadHolder) return Promise.resolve("BUSY");
      locks.set(opened.group, { runId: opened.runId, since: opened.startedAt });
      runs.set(opened.runId, opened);
      for (const item of planned) items.set(item.datasetId, item);
      return Promise.resolve("OPENED");
    },
    setTaskToken: (id, taskToken) => {
      const known = runs.get(id);
      if (known?.state === "EXTRACTING") runs.set(id, { ...known, taskToken });
      return Promise.resolve();
    },
    reconcile: ({ runId: id, manifestKey, datasets: outcomes }) => {
      const known = runs.get(id);
      if (known?.state !== "EXTRACTING") return Promise.resolve("CLOSED");
      const failed = outcomes.filter(({ error }) => error !== undefined).length;
      runs.set(id, { ...known, state: "RECONCILED", manifestKey, reconciled: outcomes.length - failed, failed });
      for (const { datasetId, sourceRows, rowHashSum, error } of outcomes) {
        const item = items.get(datasetId);
        if (item === undefined) continue;
        const state = error === undefined ? "RECONCILED" : "FAILED";
        const more = {
          ...(sourceRows !== undefined && { sourceRows }),
          ...(rowHashSum !== undefined && { rowHashSum }),
        };
        items.set(datasetId, { ...item, ...more, state, ...(error !== undefined && { error }) });
      }
      return Promise.resolve("RECONCILED");
    },
    finish: ({ run: ended, state, reportKey, finishedAt, error }) => {
      const known = runs.get(ended.runId);
      if (known?.state === "SUCCEEDED" || known?.state === "FAILED") return Promise.resolve("FINISHED");
      const end = { ...ended, state, reportKey, finishedAt, ...(error !== undefined && { error }) };
      runs.set(ended.runId, { bundleKey: "", ...known, ...end });
      if (locks.get(ended.group)?.runId === ended.runId) locks.delete(ended.group);
      return Promise.resolve("DONE");
    },
    situation: ({ datasetId, page }) => {
      const settled = pageItems.get(pageOf(datasetId, page));
      const isOpen = items.get(datasetId)?.state === "EXTRACTING";
      if (settled === undefined) return Promise.resolve({ state: isOpen ? "OPEN" : "CLOSED" });
      const next = settled.state === "LANDED" && isOpen ? settled.next : undefined;
      return Promise.resolve({ state: "SETTLED", ...(next !== undefined && { next }) });
    },
    land: ({ datasetId }, record, next) => {
      const item: PageItem = { ...record, datasetId, state: "LANDED", ...(next !== undefined && { next }) };
      return Promise.resolve(settle(item, record.rows, record.bytes, next === undefined ? 0 : 1) ?? "LANDED");
    },
    fail: ({ datasetId, page }, error, failedAt) =>
      Promise.resolve(settle({ datasetId, page, state: "FAILED", error, failedAt }, 0, 0) ?? "FAILED"),
  };
};

export const datasetItem = (fields: Partial<DatasetItem> = {}): DatasetItem => ({
  datasetId: "ops.events",
  state: "EXTRACTING",
  plannedRows: 2,
  plannedPages: 1,
  landedRows: 0,
  landedPages: 0,
  landedBytes: 0,
  failedPages: 0,
  ...fields,
});

export const runItem = (fields: Partial<RunItem> = {}): RunItem => ({
  runId,
  group: "ops",
  window,
  state: "EXTRACTING",
  bundleKey,
  startedAt: "2026-01-06T02:00:00.000Z",
  taskToken: "token-1",
  ...fields,
});
