import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { reconcileRun, type ReconcilePorts } from "../../../../lambdas/reconcile/reconcile-run.ts";
import { Fault } from "../../../../model/fault.ts";
import { withKeyHashes } from "../../../../lambdas/shared/key-header.ts";
import type { ListedObject } from "../../../../aws/s3/objects.ts";
import { rawPageKey } from "../../../../model/names.ts";
import type { DatasetItem } from "../../../../model/documents/ledger-items.ts";
import type { Manifest } from "../../../../model/documents/manifest.ts";
import type { PageRecord } from "../../../../model/documents/page-record.ts";
import { connectorOfApi, json } from "../../sources/fake-source.ts";
import { bundleOf, dataset, datasetItem, memoryLedger, runId, runItem, window } from "../fakes.ts";

const input = { runId, group: "ops", window, jobLimits: { workers: 10, timeoutMinutes: 120 } };
const planned = datasetItem({ plannedRows: 25, plannedPages: 3 });
const recordOf = (page: number): PageRecord => ({
  page,
  key: rawPageKey("ops", "events", runId, page),
  rows: page === 2 ? 5 : 10,
  bytes: 100 + page,
  sha256: `sha-${page}`,
  rowHashSum: (9_007_199_254_740_993n + BigInt(page)).toString(),
  extractedAt: "2026-01-06T02:00:00.000Z",
});
const objectsOf = (pages: readonly number[]): ListedObject[] =>
  pages.map(recordOf).map(({ key, bytes }) => ({ key, bytes }));

interface Situation {
  /** The dataset's item after planning. */
  readonly item?: DatasetItem;
  readonly landing?: readonly number[];
  readonly failing?: readonly number[];
  /** Why a page failed. */
  readonly reason?: (page: number) => string;
  readonly objects?: readonly ListedObject[];
  readonly source?: number | Error;
}

const mismatch = (): string => "PAGE_COUNT_MISMATCH";

const setUp = async (situation: Situation) => {
  const { item = planned, landing = [0, 1, 2], failing = [], reason = mismatch, objects, source = 25 } = situation;
  const ledger = memoryLedger(runItem(), [
    item,
    datasetItem({ datasetId: "ops.stations", plannedRows: 0, plannedPages: 0 }),
  ]);
  for (const page of landing) await ledger.land({ runId, datasetId: "ops.events", page }, recordOf(page));
  for (const page of failing) {
    await ledger.fail({ runId, datasetId: "ops.events", page }, reason(page), "t");
  }
  const written = new Map<string, unknown>();
  let counts = 0;
  const ports: ReconcilePorts = {
    readBundle: () => Promise.resolve(bundleOf(dataset("events", 10, "recorded_at"), dataset("stations"))),
    rawBucket: "raw",
    connectorOf: connectorOfApi(({ path, query }) => {
      if (query["limit"] !== "1") throw new Error("no page is asked for again");
      counts += 1;
      if (path === "/stations") return json('{"data":[],"total":0}');
      if (source instanceof Error) throw source;
      return json(`{"data":[],"total":${source}}`);
    }),
    raw: {
      // each page has its own key
      readStart: (key) => {
        const own = Number(/page-(\d+)/.exec(key)?.[1]);
        return Promise.resolve(withKeyHashes(gzipSync(""), Float64Array.from([own])));
      },
      list: (prefix) => Promise.resolve((objects ?? objectsOf(landing)).filter(({ key }) => key.startsWith(prefix))),
    },
    artifacts: {
      write: (key, document) => {
        written.set(key, document);
        return Promise.resolve();
      },
    },
    ledger,
  };
  const result = await reconcileRun(input, 0, ports);
  const manifest = written.get(`runs/${runId}/manifest.json`) as Manifest;
  return { result, manifest, ledger, ports, written, counts: () => counts };
};

const errorOf = async (situation: Situation): Promise<string> => {
  const { result, manifest, ledger } = await setUp(situation);
  expect(result).to.include({ reconciled: 1, failed: 1 });
  expect(manifest.datasets.map(({ datasetId }) => datasetId)).to.deep.equal(["ops.stations"]);
  const item = ledger.items.get("ops.events");
  expect(item?.state).to.equal("FAILED");
  return item?.error ?? "";
};

describe("reconciliation", () => {
  it("puts what source, plan and raw zone agree on into the manifest", async () => {
    const { result, manifest, ledger } = await setUp({});
    expect(result).to.deep.equal({
      manifestKey: `runs/${runId}/manifest.json`,
      reconciled: 2,
      failed: 0,
      landedSources: [{ source: "ops", drifted: false }],
      // the run began on 6 January at 02:00
      crawlDueBefore: "2025-12-30T14:00:00.000Z",
      job: { workers: 2, timeoutMinutes: 31 },
    });
    expect(manifest).to.include({ formatVersion: 1, runId, group: "ops", bucket: "raw" });
    expect(manifest.datasets[0]).to.deep.equal({
      datasetId: "ops.events",
      window,
      sourceRows: 25,
      rows: 25,
      rowHashSum: (3n * 9_007_199_254_740_993n + 3n).toString(),
      objects: [0, 1, 2].map(recordOf),
    });
    expect(manifest.datasets[1]).to.include({ datasetId: "ops.stations", rows: 0, rowHashSum: "0" });
    expect(ledger.items.get("ops.events")).to.include({ state: "RECONCILED", sourceRows: 25 });
  });

  it("writes the same manifest in whatever order the pages landed", async () => {
    const hashOf = (manifest: Manifest): string => createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
    const expected = hashOf((await setUp({})).manifest);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), async (landing) => {
        expect(hashOf((await setUp({ landing, objects: objectsOf([0, 1, 2]) })).manifest)).to.equal(expected);
      }),
    );
  });

  it("leaves out the sources of which nothing landed", async () => {
    expect((await setUp({ landing: [], objects: [] })).result.landedSources).to.deep.equal([]);
  });

  it("names the pages that never landed", async () => {
    expect(await errorOf({ landing: [1] })).to.equal(
      "dataset ops.events: PAGE_MISSING 2 pages never landed: 0, 2; ROWS_MISSING expected 25 rows, got 10",
    );
  });

  it("names the page that failed, with its reason", async () => {
    expect(await errorOf({ landing: [0, 1], failing: [2] })).to.contain("page 2 failed: PAGE_COUNT_MISMATCH");
  });

  const eight = datasetItem({ plannedRows: 80, plannedPages: 8 });
  const all = { item: eight, landing: [], failing: [...Array(8).keys()] };
  const down = (page: number): string =>
    `SOURCE_HTTP_500 run ${runId} dataset ops.events page ${page}: the source is down. Fix: see to it.`;

  it("tells a reason that pages share once, with the pages", async () => {
    const reason = `SOURCE_HTTP_500 run ${runId} dataset ops.events: the source is down. Fix: see to it.`;
    expect(await errorOf({ ...all, reason: down })).to.include(
      `dataset ops.events: 8 pages failed for one reason (0 to 7): ${reason};`,
    );
    const timeout = (page: number): string => (page === 3 ? "SOURCE_TIMEOUT" : down(page));
    const both = await errorOf({ ...all, reason: timeout });
    expect(both).to.include(
      `7 pages failed for one reason (0 to 2, 4 to 7): ${reason}; page 3 failed: SOURCE_TIMEOUT;`,
    );
  });

  it("tells five reasons and counts the pages of others", async () => {
    const own = (page: number): string => `REASON_${page}`;
    const error = await errorOf({ ...all, reason: own });
    expect(error)
      .to.include("page 4 failed: REASON_4; 3 more pages failed for other reasons;")
      .and.not.include("REASON_5");
  });

  it("asks for no total of a dataset whose pages are missing, and claims none", async () => {
    for (const situation of [{ landing: [1] }, { landing: [0, 1], failing: [2] }]) {
      const { ledger, counts } = await setUp({ ...situation, source: new Error("nobody asks") });
      expect(ledger.items.get("ops.events")).to.include({ state: "FAILED" }).and.not.have.property("sourceRows");
      // the other dataset's
      expect(counts()).to.equal(1);
    }
  });

  it("claims nothing of a dataset whose source gave no total when it was planned", async () => {
    const error = "SOURCE_UNAUTHORIZED count of ops.events: m";
    const nothing = { unplanned: true, plannedRows: 0, plannedPages: 0 } as const;
    const item = datasetItem({ state: "FAILED", ...nothing, error });
    const { result, manifest, ledger, counts } = await setUp({ item, landing: [] });
    expect(result).to.include({ reconciled: 1, failed: 1 });
    expect(manifest.datasets.map(({ datasetId }) => datasetId)).to.deep.equal(["ops.stations"]);
    expect(ledger.items.get("ops.events")).to.deep.equal(item);
    expect(counts()).to.equal(1);
    // a source without rows is a different case
    expect(ledger.items.get("ops.stations")).to.include({ state: "RECONCILED", sourceRows: 0, plannedRows: 0 });
  });

  it("fails when the source has more or fewer records than when it was planned", async () => {
    expect(await errorOf({ source: 26 })).to.equal(
      "dataset ops.events: SOURCE_CHANGED expected 25 rows, as planned; the source has 26 now",
    );
    expect(await errorOf({ source: 24 })).to.contain("the source has 24 now");
  });

  it("fails when the source cannot be asked again", async () => {
    const away = new Fault(
      { code: "SOURCE_TIMEOUT", place: "count of ops.events", message: "m", fix: "f" },
      { retry: "soon" },
    );
    expect(await errorOf({ source: away })).to.contain("SOURCE_TIMEOUT count of ops.events");
  });

  it("fails when an object is missing, extra or of another size in the raw zone", async () => {
    expect(await errorOf({ objects: objectsOf([0, 2]) }))
      .to.contain(`RAW_OBJECT_MISSING`)
      .and.contain(recordOf(1).key);
    const stranger = { key: rawPageKey("ops", "events", runId, 7), bytes: 1 };
    expect(await errorOf({ objects: [...objectsOf([0, 1, 2]), stranger] }))
      .to.contain("RAW_OBJECT_EXTRA")
      .and.contain(stranger.key);
    const [first, ...rest] = objectsOf([0, 1, 2]);
    expect(await errorOf({ objects: [{ key: first?.key ?? "", bytes: 1 }, ...rest] })).to.contain("RAW_OBJECT_CHANGED");
  });

  it("answers the same again without asking anybody", async () => {
    const { result, ports, written, counts } = await setUp({ landing: [1] });
    const before = counts();
    written.clear();
    expect(await reconcileRun(input, 0, ports)).to.deep.equal(result);
    expect(counts()).to.equal(before);
    expect(written.size).to.equal(0);
  });
});
