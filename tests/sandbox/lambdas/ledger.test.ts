import { expect } from "chai";
import { ledgerReader, type RunReader } from "../../../aws/ledger/ledger-reader.ts";
import { pageLedger, type PageLedger } from "../../../aws/ledger/page-ledger.ts";
import { rateBudget } from "../../../aws/ledger/rate-budget.ts";
import { runLedger, type RunLedger } from "../../../aws/ledger/run-ledger.ts";
import { systemClock } from "../../../aws/clock.ts";
import type { DatasetItem, RunItem } from "../../../model/documents/ledger-items.ts";
import { runId as runIdOf } from "../../../model/names.ts";
import type { PageRecord } from "../../../model/documents/page-record.ts";
import { createStores, type Stores } from "./stores.ts";

const window = { since: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" };
const recordOf = (page: number): PageRecord => ({
  page,
  key: `k-${page}`,
  rows: 10,
  bytes: 7,
  sha256: "ab".repeat(32),
  rowHashSum: "9007199254740993",
  extractedAt: "2026-01-06T02:00:00.000Z",
});
const planned = (datasetId: string, pages: number): DatasetItem => ({
  datasetId,
  state: "EXTRACTING",
  plannedRows: pages * 10,
  plannedPages: pages,
  landedRows: 0,
  landedPages: 0,
  landedBytes: 0,
  failedPages: 0,
});

describe("ledger on DynamoDB", () => {
  let stores: Stores;
  let reader: RunReader;
  let runs: RunLedger;
  let pages: PageLedger;
  let attempt = 0;

  before(async () => {
    stores = await createStores();
    reader = ledgerReader(stores.dynamo, stores.table);
    runs = runLedger(stores.dynamo, stores.table, systemClock);
    pages = pageLedger(stores.dynamo, stores.table, systemClock);
  });
  after(async () => stores.remove());

  const open = async (pageCount: number, group = "ops"): Promise<RunItem> => {
    attempt += 1;
    const startedAt = new Date(Date.UTC(2026, 0, 6, 2, attempt)).toISOString();
    const runId = runIdOf(group, window, attempt);
    const run: RunItem = { runId, group, window, state: "EXTRACTING", bundleKey: "b", startedAt, taskToken: "t-1" };
    // the tests' runs never end, so each takes the group over from the previous one
    const before = (await reader.lock(group))?.runId;
    const datasets = [planned("ops.events", pageCount), planned("ops.stations", 0)];
    expect(await runs.open(run, datasets, before)).to.equal("OPENED");
    return run;
  };
  const events = async (runId: string): Promise<DatasetItem | undefined> =>
    (await reader.datasets(runId)).find(({ datasetId }) => datasetId === "ops.events");

  it("opens a run once and keeps its first plan", async () => {
    const run = await open(3);
    expect(await runs.open({ ...run, taskToken: "t-2" }, [planned("ops.events", 9)])).to.equal("EXISTS");
    expect((await events(run.runId))?.plannedPages).to.equal(3);
    expect((await reader.run(run.runId))?.taskToken).to.equal("t-1");
    await runs.setTaskToken(run.runId, "t-2");
    expect((await reader.run(run.runId))?.taskToken).to.equal("t-2");
  });

  it("counts each page once when many workers land them at once, twice each", async () => {
    const { runId } = await open(24);
    const addresses = Array.from({ length: 48 }, (_, index) => ({ runId, datasetId: "ops.events", page: index % 24 }));
    const outcomes = await Promise.all(addresses.map(async (address) => pages.land(address, recordOf(address.page))));
    expect(outcomes.filter((outcome) => outcome === "LANDED")).to.have.length(24);
    expect(outcomes.filter((outcome) => outcome === "SETTLED")).to.have.length(24);
    expect(await events(runId)).to.include({ landedRows: 240, landedPages: 24, landedBytes: 168, failedPages: 0 });
    const landed = await reader.pages(runId, { datasetId: "ops.events", state: "LANDED" });
    expect(landed.map(({ page }) => page)).to.deep.equal([...Array(24).keys()]);
    expect(landed[3]).to.deep.equal({ ...recordOf(3), datasetId: "ops.events", state: "LANDED" });
  });

  it("knows how a page stands", async () => {
    const { runId } = await open(3);
    const address = (page: number) => ({ runId, datasetId: "ops.events", page });
    await pages.land(address(0), recordOf(0));
    expect(await pages.fail(address(1), "PAGE_COUNT_MISMATCH", "2026-01-06T02:00:00.000Z")).to.equal("FAILED");
    expect(await pages.fail(address(0), "late", "2026-01-06T02:00:00.000Z")).to.equal("SETTLED");
    const situations = await Promise.all([0, 1, 2].map(async (page) => pages.situation(address(page))));
    expect(situations).to.deep.equal([{ state: "SETTLED" }, { state: "SETTLED" }, { state: "OPEN" }]);
    const strange = { runId: "other", datasetId: "ops.events", page: 0 };
    expect(await pages.situation(strange)).to.deep.equal({ state: "CLOSED" });
    expect(await events(runId)).to.include({
      landedPages: 1,
      failedPages: 1,
      lastLandedAt: "2026-01-06T02:00:00.000Z",
    });
    expect((await reader.pages(runId, { state: "FAILED" })).map(({ page }) => page)).to.deep.equal([1]);
  });

  it("awaits the page after one of a chain from when that has landed, once, and knows it until the run is over", async () => {
    const { runId } = await open(1);
    const address = (page: number) => ({ runId, datasetId: "ops.events", page });
    const next = { at: "c1", size: 10, mark: { at: "c1", pages: 1, left: 1 } };
    const outcomes = await Promise.all([1, 2].map(async () => pages.land(address(0), recordOf(0), next)));
    expect(outcomes.toSorted()).to.deep.equal(["LANDED", "SETTLED"]);
    expect(await events(runId)).to.include({ landedPages: 1, plannedPages: 2 });
    expect(await pages.situation(address(0))).to.deep.equal({ state: "SETTLED", next });
    expect(await pages.situation(address(1))).to.deep.equal({ state: "OPEN" });
    expect(await pages.land(address(1), recordOf(1))).to.equal("LANDED");
    expect(await events(runId)).to.include({ landedPages: 2, plannedPages: 2 });
    expect(await pages.situation(address(1))).to.deep.equal({ state: "SETTLED" });
    const landed = await reader.pages(runId, { state: "LANDED" });
    expect(landed.map((item) => ("next" in item ? item.next : undefined))).to.deep.equal([next, undefined]);
    const failed = [{ datasetId: "ops.events", sourceRows: undefined, error: "e" }];
    await runs.reconcile({ runId, manifestKey: "m", datasets: failed });
    expect(await pages.situation(address(0))).to.deep.equal({ state: "SETTLED" });
  });

  it("counts nothing after the run was reconciled", async () => {
    const { runId } = await open(1);
    const outcome = [
      { datasetId: "ops.events", sourceRows: 10, error: "PAGE_MISSING" },
      { datasetId: "ops.stations", sourceRows: 0, rowHashSum: "0" },
    ];
    expect(await runs.reconcile({ runId, manifestKey: "m", datasets: outcome })).to.equal("RECONCILED");
    expect(await runs.reconcile({ runId, manifestKey: "other", datasets: outcome })).to.equal("CLOSED");
    expect(await pages.land({ runId, datasetId: "ops.events", page: 0 }, recordOf(0))).to.equal("CLOSED");
    expect(await reader.pages(runId)).to.deep.equal([]);
    expect(await reader.run(runId)).to.include({ state: "RECONCILED", manifestKey: "m", reconciled: 1, failed: 1 });
    await runs.setTaskToken(runId, "t-9");
    expect((await reader.run(runId))?.taskToken).to.equal("t-1");
  });

  it("ends a run once, also one that was never planned", async () => {
    const run = await open(1);
    const end = { run, state: "FAILED" as const, reportKey: "r", finishedAt: "2026-01-06T03:00:00.000Z", error: "e" };
    const datasets = [{ datasetId: "ops.events", state: "FAILED" as const, error: "PAGE_MISSING" }];
    expect(await runs.finish({ ...end, datasets })).to.equal("DONE");
    expect(await runs.finish({ ...end, datasets })).to.equal("FINISHED");
    expect(await events(run.runId)).to.include({ state: "FAILED", error: "PAGE_MISSING" });
    const unplanned = { ...run, runId: `${run.runId}9` };
    expect(await runs.finish({ ...end, run: unplanned, datasets: [] })).to.equal("DONE");
    expect((await reader.runStatus(unplanned.runId))?.run).to.include({ state: "FAILED", group: "ops" });
  });

  it("lists the newest runs first, without the token, and a window's attempts", async () => {
    const first = await open(1, "weather");
    const second = await open(1, "weather");
    const ofGroup = await reader.latestRuns({ group: "weather" });
    expect(ofGroup.map(({ runId }) => runId)).to.deep.equal([second.runId, first.runId]);
    expect(ofGroup[0]).to.not.have.property("taskToken");
    expect((await reader.latestRuns({ limit: 1 })).map(({ runId }) => runId)).to.deep.equal([second.runId]);
    expect([...(await reader.attempts("weather", window))].sort()).to.deep.equal([attempt - 1, attempt]);
    expect(await reader.attempts("weather", { ...window, since: "2026-01-04T00:00:00.000Z" })).to.deep.equal([]);
    expect(await reader.runStatus("nothing")).to.equal(undefined);
  });

  it("finds the run before: of the group, begun earlier, and of which something reconciled", async () => {
    const good = await open(1, "drifting");
    const outcome = [{ datasetId: "ops.events", sourceRows: 10, rowHashSum: "0" }];
    await runs.reconcile({ runId: good.runId, manifestKey: "m", datasets: outcome });
    await open(1, "drifting");
    const latest = await open(1, "drifting");
    expect((await reader.previousRun(latest))?.runId).to.equal(good.runId);
    expect(await reader.previousRun(good)).to.equal(undefined);
    expect(await reader.previousRun({ ...latest, group: "steady" })).to.equal(undefined);
  });

  it("lets one run of a group be at work", async () => {
    expect(await reader.lock("turns")).to.equal(undefined);
    const first = await open(1, "turns");
    const second = { ...first, runId: `${first.runId}9` };
    expect(await runs.open(second, [planned("ops.events", 1)])).to.equal("BUSY");
    expect(await reader.runStatus(second.runId)).to.equal(undefined);
    expect(await reader.lock("turns")).to.deep.equal({ runId: first.runId, since: first.startedAt });
    expect(await runs.open(second, [], "somebody else")).to.equal("BUSY");
    const end = { state: "SUCCEEDED" as const, reportKey: "r", finishedAt: "2026-01-06T03:00:00.000Z", datasets: [] };
    // a run that doesn't hold the lock can't release it
    await runs.finish({ ...end, run: { ...second, runId: `${first.runId}8` } });
    expect((await reader.lock("turns"))?.runId).to.equal(first.runId);
    expect(await runs.finish({ ...end, run: first })).to.equal("DONE");
    expect(await reader.lock("turns")).to.equal(undefined);
    expect(await runs.open(second, [planned("ops.events", 1)])).to.equal("OPENED");
    expect(await runs.open(first, [])).to.equal("EXISTS");
  });

  it("gives a group to one of several runs that are opened at once", async () => {
    const run = await open(0, "crowd");
    await runs.finish({ run, state: "FAILED", reportKey: "r", finishedAt: run.startedAt, datasets: [] });
    const rivals = Array.from({ length: 6 }, (_, index) => ({ ...run, runId: `${run.runId}${index}` }));
    const outcomes = await Promise.all(rivals.map(async (rival) => runs.open(rival, [planned("ops.events", 1)])));
    expect(outcomes.filter((outcome) => outcome === "OPENED")).to.have.length(1);
    expect(outcomes.filter((outcome) => outcome === "BUSY")).to.have.length(5);
  });

  it("marks a run that began before its window was over, and leaves it out of the latest", async () => {
    const night = await open(1, "early");
    const group = { group: "early", limit: 1 };
    const run = { ...night, runId: `${night.runId}9`, startedAt: "2026-01-05T23:59:59.000Z" };
    const later = { ...night, runId: `${night.runId}8`, window: { ...window, until: "2027-01-01T00:00:00.000Z" } };
    expect(await runs.open({ ...later, startedAt: "2026-12-31T00:00:00.000Z" }, [], night.runId)).to.equal("OPENED");
    const end = { state: "FAILED" as const, reportKey: "r", finishedAt: "2026-01-06T03:00:00.000Z", datasets: [] };
    await runs.finish({ ...end, run });
    expect(await reader.run(run.runId)).to.include({ partial: true });
    expect(await reader.run(later.runId)).to.include({ partial: true });
    expect(await reader.run(night.runId)).to.not.have.property("partial");
    // started before its window was over, and planned after it
    await runs.finish({ ...end, run: { ...night, startedAt: "2026-01-05T23:00:00.000Z" } });
    expect(await reader.run(night.runId)).to.not.have.property("partial");
    expect((await reader.latestRuns(group)).map(({ runId }) => runId)).to.deep.equal([later.runId]);
    expect((await reader.newestNight(group.group))?.runId).to.equal(night.runId);
  });

  it("keeps what a page's fields differ in", async () => {
    const { runId } = await open(1);
    const fields = { undeclared: ["colour"], unnamed: 2, missing: [] };
    await pages.land({ runId, datasetId: "ops.events", page: 0 }, { ...recordOf(0), fields });
    expect((await reader.pages(runId))[0]).to.deep.include({ fields });
  });

  it("makes callers of one source who ask at once wait their turn", async () => {
    const start = Date.parse("2026-01-06T02:00:00.000Z");
    const callAfterMs = async (): Promise<number> => {
      let now = start;
      const sleep = (milliseconds: number): Promise<void> => {
        now += milliseconds;
        return Promise.resolve();
      };
      const take = rateBudget(stores.dynamo, stores.table, { now: () => now, sleep, random: () => 0 });
      await take("ops", { requests: 2, perSeconds: 1 }, "run r", Number.POSITIVE_INFINITY);
      return now - start;
    };
    const calls = await Promise.all([1, 2, 3, 4].map(callAfterMs));
    expect(calls.toSorted((one, other) => one - other)).to.deep.equal([0, 500, 1_000, 1_500]);
  });
});
