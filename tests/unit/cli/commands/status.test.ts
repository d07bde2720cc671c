import { expect } from "chai";
import { ofRun, statusOfAll } from "../../../../cli/commands/status.ts";
import { renderText } from "../../../../cli/output/text.ts";
import type { Report } from "../../../../model/documents/report.ts";
import { afterNight } from "../../../../model/standing.ts";
import type { Standing } from "../../../../model/documents/standing.ts";
import { bundleOf, dataset } from "../../lambdas/fakes.ts";

/** What `status` reads, for a stack without any known run. */
const lakeWith = (standings: readonly Standing[]): Parameters<typeof statusOfAll>[0] => ({
  bundle: () => Promise.resolve(bundleOf(dataset("events", 10, "at"))),
  deployment: { schedulesEnabled: true } as Parameters<typeof statusOfAll>[0]["deployment"],
  standings: { of: () => Promise.resolve(standings) },
  artifacts: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
  executions: {
    start: () => Promise.reject(new Error("nothing is started")),
    describe: () => Promise.resolve(undefined),
    visits: () => Promise.resolve([]),
  },
  ledger: {
    latestRuns: () => Promise.resolve([]),
    nightRuns: () => Promise.resolve([]),
    newestNight: () => Promise.resolve(undefined),
    runStatus: () => Promise.resolve(undefined),
    lock: () => Promise.resolve(undefined),
    pages: () => Promise.resolve([]),
    attempts: () => Promise.resolve([]),
  },
});

const standing = afterNight(undefined, {
  ...{ runId: "old_name-1", group: "old_name", bundleKey: "contracts/a.json" },
  window: { since: "2025-12-31T23:00:00.000Z", until: "2026-01-01T23:00:00.000Z" },
  ...{ startedAt: "2026-01-02T01:00:00.000Z", finishedAt: "2026-01-02T01:10:00.000Z" },
  dataset: { datasetId: "ops.events", state: "SUCCEEDED", landed: 1, loaded: 1, quarantined: 0 },
});
const now = "2026-01-04T06:00:00.000Z";

describe("status of all groups", () => {
  it("names what is missing although no group of that name has run, for the group may have been renamed", async () => {
    const { text, finding } = await statusOfAll(lakeWith(standing === undefined ? [] : [standing]), now);
    expect(renderText(text))
      .to.include("No group has run yet")
      .and.to.include("ops 2026-01-02 to 2026-01-03: ops.events")
      .and.to.include("lakehouse run ops --gaps");
    expect(finding).to.equal(true);
  });

  it("is no finding where nothing has run and nothing is missing", async () => {
    const { text, finding, document } = await statusOfAll(lakeWith([]), now);
    expect(renderText(text)).to.equal("No group has run yet. Start a night with: lakehouse run <group>");
    expect([finding, (document as { readonly runs: unknown }).runs]).to.deep.equal([false, []]);
  });
});

describe("status of a run", () => {
  const window = { since: "2026-01-02T23:00:00.000Z", until: "2026-01-03T23:00:00.000Z" };
  const report: Report = {
    ...{ formatVersion: 1, runId: "ops-1", group: "ops", window, state: "SUCCEEDED", datasets: [] },
    ...{ startedAt: now, finishedAt: now },
    gaps: [{ group: "ops", window, firstDate: "2026-01-03", lastDate: "2026-01-03", datasets: ["ops.events"] }],
    late: [{ datasetId: "ops.stations", hours: 30, promisedHours: 26 }],
    stale: [{ datasetId: "ops.stations", because: ["late"], until: window.since }],
  };
  const lake = { ...lakeWith([]), artifacts: { ...lakeWith([]).artifacts, read: () => Promise.resolve(report) } };

  it("names what was missing, late or on older data when it had ended", async () => {
    const text = renderText((await ofRun(lake, "ops-1", true)).text);
    expect(text)
      .to.include("ops 2026-01-03: ops.events")
      .and.to.include("lakehouse run ops --gaps")
      .and.to.include("ops.stations: published 30 hours ago, promised within 26")
      .and.to.include("On older data:");
  });

  it("is told without that beside the runs of other groups", async () => {
    expect(renderText((await ofRun(lake, "ops-1")).text)).not.to.include("--gaps");
  });
});
