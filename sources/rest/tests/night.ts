/** A night over HTTP and without AWS: contracts as text, planned, extracted and reconciled by the code of the functions. */
import { gunzipSync } from "node:zlib";
import { extractPage } from "../../../lambdas/extract/extract-page.ts";
import { parsePageMessage } from "../../../lambdas/extract/page-message.ts";
import { planRun } from "../../../lambdas/plan/plan-run.ts";
import { reconcileRun } from "../../../lambdas/reconcile/reconcile-run.ts";
import type { Clock } from "../../../aws/clock.ts";
import { compileContracts } from "../../../model/contracts/compile.ts";
import type { Bundle, Dataset } from "../../../model/documents/contract-bundle.ts";
import type { DatasetItem, PageItem } from "../../../model/documents/ledger-items.ts";
import { manifestKind, type Manifest, type ManifestDataset } from "../../../model/documents/manifest.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import type { Window } from "../../../model/documents/values.ts";
import { readDocument } from "../../../model/documents/document.ts";
import { Fault } from "../../../model/fault.ts";
import { csvObjects } from "../../../model/formats/csv-cells.ts";
import { csvRecords } from "../../../model/formats/csv-records.ts";
import { formatProblem } from "../../../model/validation/problem.ts";
import { connectorsOf } from "../../../sources/connectors.ts";
import { contractKinds } from "../../../sources/index.ts";
import { bundleKey, memoryLedger, noStandings } from "../../../tests/unit/lambdas/fakes.ts";

/** What the night of January 5 has to read. */
export const januaryFifth: Window = { since: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" };

export interface NightOptions {
  readonly bundle: Bundle;
  /** The base URL of every source. */
  readonly address: string;
  /** The value of every source's secret. */
  readonly secret?: string;
  /** The clock of the source and of the functions, epoch milliseconds: it moves while they sleep. */
  readonly clock: { now: number };
  readonly window?: Window;
  /** Timeout of one call. */
  readonly timeoutSeconds?: number;
  /** Time for each function's calls. */
  readonly patienceMs?: number;
  /** Called when all pages have landed or failed, before the sources are compared with them. */
  readonly betweenPagesAndReconciliation?: () => void;
}

/** What became of a dataset. */
export interface Night {
  readonly dataset: Dataset;
  readonly item: DatasetItem;
  readonly pages: readonly PageItem[];
  /** Its entry in the manifest: without one, nothing of it counts. */
  readonly entry: ManifestDataset | undefined;
  /** Why it has none. */
  readonly error: string | undefined;
  /** Records of the objects that the manifest names, in the source's text. */
  readonly lines: readonly string[];
  /** The same, parsed. */
  readonly records: readonly object[];
  /** How long the functions slept, milliseconds each time. */
  readonly slept: readonly number[];
}

/** @throws Error with every problem of the texts */
export const compiled = (sources: string, ...contracts: readonly string[]): Bundle => {
  const files = contracts.map((text, index) => ({ file: fileOf(text, index), text }));
  const result = compileContracts(
    { sources: { file: "sources.yaml", text: sources }, contracts: files },
    contractKinds,
  );
  if ("bundle" in result) return result.bundle;
  throw new Error(result.problems.map(formatProblem).join("\n"));
};

/** A contract's file has the name of its id. */
const fileOf = (text: string, index: number): string => `${/^id: (\S+)$/m.exec(text)?.[1] ?? `${index}`}.odcs.yaml`;

const clockOf = (clock: { now: number }, slept: number[]): Clock => ({
  now: () => clock.now,
  random: () => 0.5,
  sleep: (milliseconds) => {
    slept.push(milliseconds);
    clock.now += milliseconds;
    return Promise.resolve();
  },
});

/** The raw zone: a key's first bytes stay. */
const rawZone = () => {
  const objects = new Map<string, Uint8Array>();
  return {
    objects,
    putOnce: (key: string, body: Uint8Array) => {
      const isKnown = objects.has(key);
      if (!isKnown) objects.set(key, body);
      return Promise.resolve(isKnown ? ("SAME" as const) : ("WRITTEN" as const));
    },
    list: (prefix: string) =>
      Promise.resolve(
        [...objects]
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, { byteLength }]) => ({ key, bytes: byteLength })),
      ),
    readStart: (key: string, bytes: number) =>
      Promise.resolve(objects.get(key)?.subarray(0, bytes) ?? new Uint8Array()),
  };
};

interface Content {
  readonly lines: readonly string[];
  readonly records: readonly object[];
}

const contentOf = ({ extraction: { format } }: Dataset, object: Uint8Array): Content => {
  const body = gunzipSync(object);
  if (format?.type === "csv") {
    const { names, records } = csvRecords(body, format.delimiter);
    const lines = records.map((record) => Buffer.from(record).toString());
    return { lines, records: csvObjects(names, records, format.delimiter) };
  }
  const lines = body.toString().split("\n").slice(0, -1);
  return { lines, records: lines.map((line) => JSON.parse(line) as object) };
};

/** Runs one group's night; the datasets by their names. */
export const runNight = async (options: NightOptions): Promise<ReadonlyMap<string, Night>> => {
  const { bundle, address, secret = "", clock, window = januaryFifth, timeoutSeconds = 10 } = options;
  const patienceMs = options.patienceMs ?? 60_000;
  const slept: number[] = [];
  const systemClock = clockOf(clock, slept);
  const ledger = memoryLedger();
  const raw = rawZone();
  const locations = new Map(bundle.sources.map(({ name }) => [name, { address, secretId: `secrets/${name}` }]));
  const [{ group } = { group: "" }] = bundle.datasets;
  const stamp = (instant: string): string => instant.replaceAll(/[-:]|\.000/g, "");
  const input = { runId: `${group}-${stamp(window.since)}-${stamp(window.until)}-a1`, group, window };
  const ports = {
    readBundle: () => Promise.resolve(bundle),
    connectorOf: connectorsOf(locations, {
      readSecret: () => Promise.resolve(secret),
      takeFromRate: () => Promise.resolve(),
      timeoutSeconds,
      clock: systemClock,
    }),
    ledger,
    now: systemClock.now,
  };
  const messages: PageMessage[] = [];
  await planRun({ ...input, taskToken: "t" }, clock.now + patienceMs, {
    ...ports,
    bundleKey,
    standings: noStandings,
    send: (sent) => {
      messages.push(...sent);
      return Promise.resolve();
    },
    resume: () => Promise.resolve("RESUMED"),
    isRunning: () => Promise.resolve(false),
  });
  for (let next = messages.shift(); next !== undefined; next = messages.shift()) {
    const message = parsePageMessage("m", JSON.stringify(next));
    const delivery = { deadline: clock.now + patienceMs, isLast: () => Promise.resolve(true) };
    try {
      const outcome = await extractPage(message, delivery, { ...ports, raw });
      if (outcome.next !== undefined) messages.push(outcome.next);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }
  options.betweenPagesAndReconciliation?.();
  const manifests: Manifest[] = [];
  const artifacts = {
    write: (_key: string, document: unknown) => {
      manifests.push(readDocument(manifestKind, document, "manifest"));
      return Promise.resolve();
    },
  };
  const jobLimits = { workers: 2, timeoutMinutes: 60 };
  const reconciling = { ...ports, raw, artifacts, rawBucket: "raw" };
  await reconcileRun({ ...input, jobLimits }, clock.now + patienceMs, reconciling);
  return new Map(
    bundle.datasets.map((dataset): readonly [string, Night] => {
      const item = ledger.items.get(dataset.id);
      if (item === undefined) throw new Error(`${dataset.id} was not planned`);
      const entry = manifests.flatMap(({ datasets }) => datasets).find(({ datasetId }) => datasetId === dataset.id);
      const contents = (entry?.objects ?? []).map(({ key }) =>
        contentOf(dataset, raw.objects.get(key) ?? new Uint8Array()),
      );
      return [
        dataset.name,
        {
          ...{ dataset, item, entry, slept, error: item.error },
          pages: [...ledger.pageItems.values()].filter(({ datasetId }) => datasetId === dataset.id),
          lines: contents.flatMap(({ lines }) => lines),
          records: contents.flatMap(({ records }) => records),
        },
      ];
    }),
  );
};
