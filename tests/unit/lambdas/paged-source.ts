import { parsePageMessage } from "../../../lambdas/extract/page-message.ts";
import { extractPage } from "../../../lambdas/extract/extract-page.ts";
import { planRun } from "../../../lambdas/plan/plan-run.ts";
import { reconcileRun } from "../../../lambdas/reconcile/reconcile-run.ts";
import { Fault } from "../../../model/fault.ts";
import type { DatasetItem, PageItem } from "../../../model/documents/ledger-items.ts";
import type { Manifest } from "../../../model/documents/manifest.ts";
import type { RequestSettings } from "../../../sources/rest/settings.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { connectorOfApi, json } from "../sources/fake-source.ts";
import { bundleKey, bundleOf, dataset, memoryLedger, noStandings, runId, window } from "./fakes.ts";

/** JSON texts of records, so that the source's digits are preserved. */
export type Rows = readonly string[];

export interface PagedSource {
  /** The total that it reports. */
  readonly total: number;
  /** All its rows in the order of this call. */
  readonly rowsOf: (call: { readonly number: number; readonly offset: number; readonly limit: number }) => Rows;
}

const pageSize = 5;

interface Night {
  readonly item: DatasetItem | undefined;
  readonly calls: number;
  readonly manifest: Manifest;
  /** Items of the pages, in the order in which they were settled. */
  readonly pages: readonly PageItem[];
}

/**
 * Plans, extracts and reconciles one dataset of a source, in memory: pages of five rows, with the key `id`.
 *
 * @param request what the contract says of requests
 */
export const runNight = async (source: PagedSource, request: RequestSettings = {}): Promise<Night> => {
  const events = dataset("events", pageSize, undefined, request);
  const ledger = memoryLedger();
  const objects = new Map<string, Uint8Array>();
  let calls = 0;
  const connectorOf = connectorOfApi(({ query }) => {
    calls += 1;
    const [offset, limit] = [Number(query["offset"]), Number(query["limit"])];
    const rows = source.rowsOf({ number: calls, offset, limit }).slice(offset, offset + limit);
    const total = request.total?.from === "none" ? "" : `"total":${source.total},`;
    return json(`{"data":[${rows.join(",")}],${total}"limit":${limit},"offset":${offset}}`);
  });
  const ports = {
    readBundle: () => Promise.resolve(bundleOf(events)),
    connectorOf,
    ledger,
    now: () => Date.parse("2026-01-06T02:00:00.000Z"),
  };
  const messages: PageMessage[] = [];
  const send = (sent: readonly PageMessage[]): Promise<void> => {
    messages.push(...sent);
    return Promise.resolve();
  };
  const resume = () => Promise.resolve("RESUMED" as const);
  const input = { runId, group: "ops", window };
  await planRun({ ...input, taskToken: "t" }, 0, {
    ...ports,
    bundleKey,
    standings: noStandings,
    send,
    resume,
    isRunning: () => Promise.resolve(false),
  });
  const raw = {
    putOnce: (key: string, body: Uint8Array) => {
      objects.set(key, body);
      return Promise.resolve("WRITTEN" as const);
    },
    list: () => Promise.resolve([...objects].map(([key, body]) => ({ key, bytes: body.byteLength }))),
    readStart: (key: string, bytes: number) =>
      Promise.resolve(objects.get(key)?.subarray(0, bytes) ?? new Uint8Array()),
  };
  for (const message of messages) {
    try {
      const { next } = await extractPage(
        parsePageMessage("m", JSON.stringify(message)),
        { deadline: 0, isLast: () => Promise.resolve(true) },
        { ...ports, raw },
      );
      // The loop goes on with it
      if (next !== undefined) messages.push(next);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }
  const written = new Map<string, unknown>();
  const artifacts = {
    write: (key: string, document: unknown) => {
      written.set(key, document);
      return Promise.resolve();
    },
  };
  const jobLimits = { workers: 2, timeoutMinutes: 60 };
  const reconciled = { ...ports, raw, artifacts, rawBucket: "raw" };
  const { manifestKey } = await reconcileRun({ ...input, jobLimits }, 0, reconciled);
  const manifest = written.get(manifestKey) as Manifest;
  return { item: ledger.items.get(events.id), calls, manifest, pages: [...ledger.pageItems.values()] };
};
