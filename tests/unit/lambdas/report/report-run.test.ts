import { expect } from "chai";
import { reportRun } from "../../../../lambdas/report/report-run.ts";
import type { ReadInferredColumns } from "../../../../aws/glue/inferred-columns.ts";
import type { DatasetItem } from "../../../../model/documents/ledger-items.ts";
import type { ProcessedDataset } from "../../../../model/documents/process-result.ts";
import { bundleKey, datasetItem, runId, runItem, window } from "../fakes.ts";
import { event, hopsOf, processed, reconciled, setUp } from "./night.ts";

/** `undefined` if the night succeeded. */
const errorOf = async (item: DatasetItem, done: ProcessedDataset): Promise<string | undefined> => {
  const { ports, report } = setUp([item], [done]);
  const { state } = await reportRun(event, ports);
  const error = report().datasets[0]?.error;
  expect(state).to.equal(error === undefined ? "SUCCEEDED" : "FAILED");
  return error;
};

describe("report of a run", () => {
  it("succeeds when every row is accounted for, and says so once", async () => {
    const { ports, ledger, notified, measured, nights, report, figures } = setUp([reconciled], [processed]);
    const result = await reportRun(event, ports);
    expect(result).to.deep.equal({ state: "SUCCEEDED", reportKey: `runs/${runId}/report.json` });
    expect(report()).to.deep.equal({
      formatVersion: 1,
      runId,
      group: "ops",
      window,
      state: "SUCCEEDED",
      startedAt: "2026-01-06T01:30:00.000Z",
      finishedAt: "2026-01-06T02:00:00.000Z",
      datasets: [
        {
          datasetId: "ops.events",
          state: "SUCCEEDED",
          processed: "PUBLISHED",
          quarantinedBy: { WRONG_TYPE: 2 },
          hops: processed.hops,
          source: 10,
          planned: 10,
          landed: 10,
          loaded: 7,
          quarantined: 2,
          duplicates: 1,
          inserted: 7,
          updated: 0,
          deleted: 0,
        },
      ],
      curation: [],
      drift: { findings: [], unknown: [] },
    });
    expect(await reportRun(event, ports)).to.deep.equal(result);
    expect(notified.map(({ subject }) => subject)).to.deep.equal([`SUCCEEDED: ${runId}`]);
    expect(notified[0]?.text).to.contain("ops.events: source 10 = landed 10 = loaded 7 + quarantined 2 + duplicates 1");
    expect(measured).to.have.length(1);
    expect(
      figures()
        .get("ops")
        ?.map(({ dataset, loaded_rows }) => [dataset, loaded_rows]),
    ).to.deep.equal([["ops.events", 7]]);
    expect(nights).to.deep.equal([
      {
        ...{ runId, group: "ops", window, bundleKey },
        startedAt: runItem().startedAt,
        finishedAt: "2026-01-06T02:00:00.000Z",
        dataset: {
          ...{ datasetId: "ops.events", state: "SUCCEEDED", processed: "PUBLISHED" },
          ...{ landed: 10, loaded: 7, quarantined: 2 },
        },
        asked: "everything",
      },
    ]);
    expect((await ledger.run(runId))?.state).to.equal("SUCCEEDED");
  });

  it("names nights that are missing, this one included when it failed, and writes a page of all of it", async () => {
    const { ports, standings, notified, report, page } = setUp([reconciled], [{ ...processed, loaded: 6 }]);
    const covered = [{ since: "2026-01-01T00:00:00.000Z", until: "2026-01-03T00:00:00.000Z" }];
    const latest = { runId, window, state: "FAILED" as const, finishedAt: "2026-01-06T02:00:00.000Z" };
    standings.push({ datasetId: "ops.events", group: "ops", covered, latest, nights: [] });
    await reportRun(event, ports);
    expect(report().gaps?.map(({ firstDate, lastDate }) => [firstDate, lastDate])).to.deep.equal([
      ["2026-01-03", "2026-01-06"],
    ]);
    const missing = "ops 2026-01-03 to 2026-01-06: ops.events";
    expect(notified[0]?.text).to.include(`Missing until it is run again:\n${missing}`);
    expect(notified[0]?.text).to.include(`Page: s3://artifacts/runs/${runId}/report.html`);
    expect(page()).to.include("<strong>FAILED</strong>").and.to.include(missing).and.to.include("ROWS_UNACCOUNTED");
  });

  it("names what is late, and who reads what failed, where nights begin by themselves", async () => {
    const late = { runId: "ops-before", window, finishedAt: "2026-01-04T02:00:00.000Z", bundleKey };
    const covered = [{ since: "2026-01-01T00:00:00.000Z", until: "2026-01-03T00:00:00.000Z" }];
    const latest = { runId, window, state: "FAILED" as const, finishedAt: "2026-01-06T02:00:00.000Z" };
    const standing = { datasetId: "ops.events", group: "ops", covered, lastGood: late, latest, nights: [] };
    const told = async (isScheduled: boolean) => {
      const { ports, standings, notified, apply, report, page } = setUp([reconciled], [{ ...processed, loaded: 6 }]);
      standings.push(standing);
      apply([{ kind: "dashboard", name: "traffic", tables: ["ops_processed.events"] }]);
      await reportRun(event, { ...ports, isScheduled });
      return { text: notified[0]?.text ?? "", page: page(), report: report() };
    };
    const scheduled = await told(true);
    const promised = "ops.events: published 48 hours ago, promised within 26";
    const stale =
      "ops.events (failed, late, missing) has data up to 2026-01-03T00:00:00.000Z; read by dashboards traffic";
    expect(scheduled.text).to.include(`Late:\n${promised}\n`).and.to.include(`On older data:\n${stale}\n`);
    expect(scheduled.page).to.include(`<li>${promised}</li>`).and.to.include(`<li>${stale}</li>`);
    const { report } = await told(false);
    expect(report).not.to.have.property("late");
    expect(report.stale?.map(({ because }) => because)).to.deep.equal([["failed", "missing"]]);
  });

  it("fails for one row that is not accounted for", async () => {
    expect(await errorOf(reconciled, { ...processed, loaded: 6 })).to.equal(
      "dataset ops.events: ROWS_UNACCOUNTED the job read 10 rows, but 6 + 2 + 1 + 0 = 9",
    );
  });

  it("fails when the job read other rows than landed", async () => {
    const other = { ...processed, rows: 9, loaded: 6 };
    expect(await errorOf(reconciled, other)).to.contain("ROWS_NOT_READ landed 10 rows, but the job read 9");
    expect(await errorOf(reconciled, { ...processed, rowHashSum: "123456789012345678902" })).to.contain(
      "ROW_HASHES_DIFFER",
    );
  });

  it("counts rows outside the window, and says what is worth a look", async () => {
    const warnings = ["OUTSIDE_WINDOW 3 rows are outside the window and were not loaded"];
    const hops = hopsOf({ accepted: [4, 40n], outside: [3, 30n], written: [4, 40n] });
    const done = { ...processed, loaded: 4, outside: 3, changed: 1, removed: 0, warnings, hops };
    const { ports, notified, report } = setUp([reconciled], [done]);
    expect((await reportRun(event, ports)).state).to.equal("SUCCEEDED");
    expect(report().datasets[0]).to.deep.include({ outside: 3, changed: 1, warnings, hops });
    expect(report().datasets[0]).not.to.have.property("removed");
    expect(notified[0]?.text).to.contain("loaded 4 + quarantined 2 + duplicates 1 + outside 3\n");
    expect(notified[0]?.text).to.contain(`Worth a look:\nops.events: ${warnings[0] ?? ""}\n`);
  });

  it("says how many rows came to the source after their night was read, and what helps", async () => {
    const late = { window: { since: "2026-01-04T00:00:00.000Z", until: window.since }, rows: 3 };
    const { ports, report } = setUp([{ ...reconciled, late: [late] }], [processed]);
    expect(await reportRun(event, ports)).to.include({ state: "SUCCEEDED" });
    expect(report().datasets[0]?.warnings).to.deep.equal([
      "ROWS_LATE the source has 3 rows of 2026-01-04T00:00:00.000Z to 2026-01-05T00:00:00.000Z that arrived after that " +
        "night was read; run it again, or set lakehouseLookbackHours in the contract",
    ]);
  });

  it("calls a night that a newer extraction was faster than a success with a note", async () => {
    const warnings = ["SUPERSEDED data fetched at 1 is not published: the table has data fetched at 2"];
    const done = { ...processed, state: "SUPERSEDED" as const, inserted: 0, warnings, hops: hopsOf({ written: none }) };
    const { ports, notified, report } = setUp([reconciled], [done]);
    expect((await reportRun(event, ports)).state).to.equal("SUCCEEDED");
    expect(report().datasets[0]).to.deep.include({ state: "SUCCEEDED", processed: "SUPERSEDED", warnings });
    expect(notified[0]?.text).to.contain(warnings[0]);
  });

  const none = [0, 0n] as const;
  const ten: [number, bigint] = [10, BigInt(processed.rowHashSum)];
  for (const [what, changed, fault] of [
    ["raw row is lost", { raw: [9, ten[1]] }, "HOP_RAW_DIFFERS"],
    ["raw row is changed", { raw: [10, ten[1] + 1n] }, "HOP_RAW_DIFFERS"],
    ["staged row is doubled", { staged: [11, 100n] }, "HOP_STAGED_DIFFERS"],
    ["accepted row is changed", { accepted: [7, 71n] }, "HOP_STAGED_DIFFERS"],
    ["quarantined row is lost", { quarantined: [1, 20n] }, "HOP_STAGED_DIFFERS"],
    ["duplicate is changed", { duplicates: [1, 11n] }, "HOP_STAGED_DIFFERS"],
    ["row outside is doubled", { outside: [1, 0n] }, "HOP_STAGED_DIFFERS"],
    ["written row is lost", { written: [6, 70n] }, "HOP_WRITTEN_DIFFERS"],
    ["written row is changed", { written: [7, 71n] }, "HOP_WRITTEN_DIFFERS"],
    ["written row is stored already", { stored: [1, 10n] }, "HOP_WRITTEN_DIFFERS"],
  ] as const) {
    it(`fails when a ${what} on its way`, async () => {
      expect(await errorOf(reconciled, { ...processed, hops: hopsOf(changed) })).to.contain(`${fault} `);
    });
  }

  it("takes rows that the table has already for arrived, and none as written where nothing was published", async () => {
    const state = (done: ProcessedDataset["state"], changed: Parameters<typeof hopsOf>[0]) =>
      errorOf(reconciled, { ...processed, state: done, hops: hopsOf(changed) });
    expect(await state("PUBLISHED", { written: [3, 30n], stored: [4, 40n] })).to.equal(undefined);
    expect(await state("UNCHANGED", { written: none, stored: [7, 70n] })).to.equal(undefined);
    for (const unpublished of ["UNCHANGED", "SUPERSEDED"] as const) {
      expect(await state(unpublished, {})).to.contain(
        "HOP_WRITTEN_DIFFERS nothing was published, but 7 rows with hash sum 70 were written",
      );
    }
    expect(await state("UNCHANGED", { written: none })).to.contain(
      "HOP_WRITTEN_DIFFERS accepted 7 rows with hash sum 70, " +
        "but 0 rows with hash sum 0 were written or already stored",
    );
  });

  it("takes a result of before it was told what is stored already", async () => {
    const hops = hopsOf({ written: [3, 30n] }).filter(({ hop }) => hop !== "stored");
    expect(await errorOf(reconciled, { ...processed, hops })).to.equal(undefined);
  });

  it("takes a result of before hops were told", async () => {
    const before = Object.entries(processed).filter(([name]) => name !== "hops" && name !== "quarantinedBy");
    const { ports } = setUp([reconciled], [Object.fromEntries(before) as unknown as ProcessedDataset]);
    expect((await reportRun(event, ports)).state).to.equal("SUCCEEDED");
  });

  it("fails when source, plan and raw zone differ", async () => {
    expect(await errorOf({ ...reconciled, sourceRows: 11 }, processed)).to.contain(
      "COUNTS_DIFFER source 11, planned 10, landed 10",
    );
  });

  describe("of a dataset whose source gives no total", () => {
    const { plannedRows, sourceRows, ...unknown } = reconciled;

    it("has what the second walk found, and plans nothing", async () => {
      expect([plannedRows, sourceRows]).to.deep.equal([10, 10]);
      const { ports, report, notified } = setUp([{ ...unknown, sourceRows: 10 }], [processed]);
      expect((await reportRun(event, ports)).state).to.equal("SUCCEEDED");
      expect(report().datasets[0]).to.include({ source: 10, landed: 10 }).and.not.have.property("planned");
      expect(notified[0]?.text).to.contain("ops.events: source 10 = landed 10 = loaded 7 +");
      expect(await errorOf({ ...unknown, sourceRows: 11 }, processed)).to.equal(
        "dataset ops.events: COUNTS_DIFFER source 11, landed 10",
      );
    });

    it("claims nothing of the source where the contract says how many rows there may be", async () => {
      const { ports, report, notified, figures } = setUp([unknown], [processed]);
      expect((await reportRun(event, ports)).state).to.equal("SUCCEEDED");
      expect(report().datasets[0]).to.include({ landed: 10 }).and.not.have.any.keys("planned", "source");
      expect(notified[0]?.text).to.contain("ops.events: landed 10 = loaded 7 +").and.not.contain("source");
      expect(figures().get("ops")?.[0]).to.include({ source_rows: null, landed_rows: 10 });
    });

    it("fails by the other hops all the same", async () => {
      expect(await errorOf(unknown, { ...processed, loaded: 6 })).to.contain("ROWS_UNACCOUNTED");
    });

    it("fails where the source was asked when the run was planned, but not again", async () => {
      expect(await errorOf({ ...unknown, plannedRows: 10 }, processed)).to.contain(
        "COUNTS_DIFFER source unknown, planned 10, landed 10",
      );
    });
  });

  it("passes on why a dataset failed in the job, and that the others did not", async () => {
    const stations = { ...reconciled, datasetId: "ops.stations" };
    const failed = {
      ...processed,
      datasetId: "ops.stations",
      state: "FAILED" as const,
      rows: 0,
      error: "CHECKSUM page 3",
    };
    const { ports, report } = setUp([reconciled, stations], [processed, failed]);
    const result = await reportRun(event, ports);
    expect(result.error).to.equal("1 dataset of 2 failed: ops.stations");
    expect(report().datasets.map(({ state, error }) => [state, error])).to.deep.equal([
      ["SUCCEEDED", undefined],
      ["FAILED", "dataset ops.stations: PROCESS_FAILED CHECKSUM page 3"],
    ]);
  });

  it("passes on the page that failed in the extraction", async () => {
    const lost = datasetItem({ state: "FAILED", error: "dataset ops.events: PAGE_MISSING 1 page never landed: 3" });
    const { ports, notified, report } = setUp([lost], undefined);
    await reportRun(event, ports);
    expect(report().datasets[0]?.error).to.contain("1 page never landed: 3");
    expect(notified[0]?.text).to.contain("1 page never landed: 3");
  });

  it("says what the job's failure was", async () => {
    const { ports, report } = setUp([reconciled], undefined);
    const Cause = JSON.stringify({ JobRunState: "FAILED", ErrorMessage: "ModuleNotFoundError: lakehouse" });
    const result = await reportRun(
      { ...event, failures: [{ Error: "States.TaskFailed", Cause, state: "Process" }] },
      ports,
    );
    const reason = "Process failed with States.TaskFailed: ModuleNotFoundError: lakehouse";
    expect(result.error).to.equal(`${reason}; 1 dataset of 1 failed: ops.events`);
    expect(report().datasets[0]?.error).to.equal(reason);
  });

  it("reports a run that was never planned", async () => {
    const { ports, ledger, report } = setUp([], undefined, false);
    const Cause = JSON.stringify({ errorType: "Error", errorMessage: "SECRET_UNAVAILABLE secret x", trace: [] });
    const failure = { Error: "Error", Cause, state: "Plan" };
    expect((await reportRun({ ...event, failures: [failure] }, ports)).error).to.equal(
      "Plan failed with Error: SECRET_UNAVAILABLE secret x",
    );
    expect(report().datasets).to.deep.equal([]);
    expect(await ledger.run(runId)).to.include({ state: "FAILED", group: "ops" });
  });

  it("carries drift and announces it, and succeeds all the same", async () => {
    const readInferredColumns: ReadInferredColumns = () => Promise.resolve([{ name: "colour", type: "string" }]);
    const { ports, notified, report } = setUp([reconciled], [processed], true, readInferredColumns);
    const crawls = [{ source: "ops", lastCrawl: { Status: "SUCCEEDED" } }];
    expect((await reportRun({ ...event, crawls }, ports)).state).to.equal("SUCCEEDED");
    expect(report().drift).to.deep.equal({
      findings: [{ datasetId: "ops.events", kind: "new", column: "colour", found: "string" }],
      unknown: [],
    });
    expect(notified[0]?.subject).to.equal(`SUCCEEDED with drift: ${runId}`);
    expect(notified[0]?.text).to.contain("Differs from its contract:\nops.events: colour is new, string\n");
  });

  it("says which crawls were not due", async () => {
    const { ports, notified, report } = setUp([reconciled], [processed]);
    await reportRun({ ...event, crawls: [{ source: "ops", notDue: true }] }, ports);
    expect(report().drift).to.deep.equal({ findings: [], unknown: [], notDue: ["ops"] });
    expect(notified[0]?.subject).to.equal(`SUCCEEDED: ${runId}`);
    expect(notified[0]?.text).to.contain("Crawl not due, so only names were compared:\nops\n");
  });

  it("says that drift is unknown, and why, and succeeds all the same", async () => {
    const { ports, notified, report } = setUp([reconciled], [processed]);
    const failure = { Error: "Glue.CrawlerRunningException", Cause: "it has already started" };
    expect((await reportRun({ ...event, crawls: [{ source: "ops", failure }] }, ports)).state).to.equal("SUCCEEDED");
    const reason = "Glue.CrawlerRunningException: it has already started";
    expect(report().drift).to.deep.equal({ findings: [], unknown: [{ subject: "ops", reason }] });
    expect(notified[0]?.subject).to.equal(`SUCCEEDED: ${runId}`);
    expect(notified[0]?.text).to.contain(`Drift unknown:\nops: ${reason}`);
  });

  it("does not call a run complete that has no dataset", async () => {
    const { ports } = setUp([], undefined, false);
    expect((await reportRun(event, ports)).state).to.equal("FAILED");
  });
});
