import { expect } from "chai";
import { statusOfAll } from "../../../../cli/commands/status.ts";
import { renderText } from "../../../../cli/output/text.ts";
import { afterNight, type Standing } from "../../../../model/standing.ts";
import { bundleOf, dataset } from "../../lambdas/fakes.ts";

/** What `status` asks, of a stack in which no run of any group is known. */
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
