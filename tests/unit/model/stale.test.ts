import { expect } from "chai";
import type { Reader } from "../../../model/documents/sql-bundle.ts";
import { describeStale, staleOf, type StaleFacts } from "../../../model/stale.ts";
import type { Standing } from "../../../model/documents/standing.ts";

const window = { since: "2026-01-01T00:00:00.000Z", until: "2026-01-02T00:00:00.000Z" };
const standing = (name: string, changes: Partial<Standing> = {}): Standing => ({
  ...{ datasetId: `ops.${name}`, group: "ops", covered: [window], nights: [] },
  latest: { runId: "ops-1", window, state: "SUCCEEDED", finishedAt: window.until },
  ...changes,
});
const failed: Standing["latest"] = { runId: "ops-2", window, state: "FAILED", finishedAt: window.until };
const readers: readonly Reader[] = [
  { kind: "model", name: "ops_curated.daily", tables: ["ops_processed.events", "ops_processed.trips"] },
  { kind: "view", name: "ops_curated.routes", tables: ["ops_processed.trips"] },
  { kind: "dashboard", name: "traffic", tables: ["ops_processed.events"] },
];
const facts = (standings: readonly Standing[], changes: Partial<StaleFacts> = {}): StaleFacts => ({
  datasets: ["events", "trips"].map((name) => ({ id: `ops.${name}`, source: "ops", name })),
  standings,
  late: new Set(),
  missing: new Set(),
  readers,
  ...changes,
});
const told = (given: StaleFacts): readonly string[] => staleOf(given).map(describeStale);

describe("datasets on older data", () => {
  it("are none where all is well, and none of those that never had a night", () => {
    expect(told(facts([standing("events")]))).to.deep.equal([]);
    expect(told(facts([], { late: new Set(["ops.events"]) }))).to.deep.equal([]);
  });

  it("are those that failed, are late or miss a night, with all who read them", () => {
    const standings = [standing("events", { latest: failed }), standing("trips")];
    const both = { late: new Set(["ops.trips"]), missing: new Set(["ops.events", "ops.trips"]) };
    expect(told(facts(standings, both))).to.deep.equal([
      "ops.events (failed, missing) has data up to 2026-01-02T00:00:00.000Z; " +
        "read by models ops_curated.daily; dashboards traffic",
      "ops.trips (late, missing) has data up to 2026-01-02T00:00:00.000Z; " +
        "read by models ops_curated.daily; views ops_curated.routes",
    ]);
  });

  it("have no data before the first good night", () => {
    const never = standing("events", { latest: failed, covered: [] });
    expect(told(facts([never]))[0]).to.match(/^ops\.events \(failed\) has no data yet; read by models /);
  });

  it("say when nobody reads them, and when it isn't known who does", () => {
    const standings = [standing("events", { latest: failed })];
    expect(told(facts(standings, { readers: [] }))[0]).to.include("; no applied SQL reads it");
    expect(told(facts(standings, { readers: undefined }))[0]).to.include("; its readers aren't known until");
  });

  it("count readers beyond the first five", () => {
    const many = Array.from({ length: 7 }, (_, index): Reader => ({
      ...{ kind: "view", name: `ops_curated.v${index}`, tables: ["ops_processed.events"] },
    }));
    expect(told(facts([standing("events", { latest: failed })], { readers: many }))[0]).to.include(
      "read by views ops_curated.v0, ops_curated.v1, ops_curated.v2, ops_curated.v3, ops_curated.v4 and 2 more",
    );
  });
});
