import { expect } from "chai";
import {
  concernsOf,
  describeGap,
  describeLate,
  describeUnlike,
  median,
  type ConcernFacts,
} from "../../../model/concerns.ts";
import { afterNight, type NightOutcome } from "../../../model/standing.ts";
import type { Standing } from "../../../model/documents/standing.ts";
import { night } from "../../../model/windows.ts";
import { bundleOf, dataset } from "../lambdas/fakes.ts";

/** Days in Berlin, as in the fakes' schedule. */
const outcome = (name: string, day: number, landed = 1_000, isGood = true): NightOutcome => {
  const { window } = night(`2026-01-${day.toString().padStart(2, "0")}`, "Europe/Berlin");
  return {
    runId: `ops-${day}`,
    group: "ops",
    window,
    startedAt: window.until,
    finishedAt: window.until,
    bundleKey: "contracts/a.json",
    dataset: {
      datasetId: `ops.${name}`,
      state: isGood ? "SUCCEEDED" : "FAILED",
      landed,
      loaded: landed,
      quarantined: 0,
    },
  };
};
const standingAfter = (...nights: readonly NightOutcome[]): Standing => {
  const standing = nights.reduce<Standing | undefined>(afterNight, undefined);
  if (standing === undefined) throw new Error("no night was over");
  return standing;
};

const facts = (standings: readonly Standing[], now: string, isScheduled = true): ConcernFacts => ({
  bundle: bundleOf(dataset("events", 10, "at"), dataset("trips", 10, "at")),
  standings,
  now,
  isScheduled,
  readers: [{ kind: "view", name: "ops_curated.routes", tables: ["ops_processed.events"] }],
});

describe("concerns of an operator", () => {
  const events = standingAfter(outcome("events", 1), outcome("events", 2, 0, false), outcome("events", 4));
  const trips = standingAfter(outcome("trips", 1), outcome("trips", 4));
  const morning = "2026-01-05T06:00:00.000Z";

  it("are none after a good night", () => {
    expect(concernsOf(facts([standingAfter(outcome("events", 4))], morning))).to.deep.equal({
      ...{ gaps: [], late: [], unlike: [], stale: [] },
    });
    expect(concernsOf(facts([], morning))).to.deep.equal({ gaps: [], late: [], unlike: [], stale: [] });
  });

  it("are nights that failed or never ran, once for all datasets that miss the same", () => {
    expect(concernsOf(facts([events, trips], morning)).gaps.map(describeGap)).to.deep.equal([
      "ops 2026-01-02 to 2026-01-03: ops.events, ops.trips",
    ]);
  });

  it("are nights that are due and never began, where nights begin by themselves", () => {
    const later = "2026-01-07T06:00:00.000Z";
    const good = [standingAfter(outcome("events", 4)), standingAfter(outcome("trips", 5))];
    expect(concernsOf(facts(good, later)).gaps.map(describeGap)).to.deep.equal([
      "ops 2026-01-05 to 2026-01-06: ops.events",
      "ops 2026-01-06: ops.trips",
    ]);
    expect(concernsOf(facts(good, later, false)).gaps.map(describeGap)).to.deep.equal(["ops 2026-01-05: ops.events"]);
  });

  describe("of a group that doesn't run daily", () => {
    const covering = (since: string, until: string): Standing =>
      standingAfter({ ...outcome("events", 1), window: { since, until }, startedAt: until, finishedAt: until });
    const missing = (expression: string, standing: Standing, now: string): readonly string[] => {
      const { bundle, ...rest } = facts([standing], now);
      const schedules = [{ group: "ops", expression, timeZone: "UTC" }];
      return concernsOf({ ...rest, bundle: { ...bundle, schedules } }).gaps.map(describeGap);
    };

    it("are whole weeks, from the day on which the run was due", () => {
      const first = covering("2026-01-05T00:00:00.000Z", "2026-01-12T00:00:00.000Z");
      const weekly = "cron(30 4 ? * MON *)";
      expect(missing(weekly, first, "2026-01-18T23:59:00.000Z")).to.deep.equal([]);
      expect(missing(weekly, first, "2026-01-19T06:00:00.000Z")).to.deep.equal([
        "ops 2026-01-12 to 2026-01-18: ops.events",
      ]);
    });

    it("are parts of a day with their instants, once the next run is due", () => {
      const first = covering("2026-01-05T00:00:00.000Z", "2026-01-05T06:00:00.000Z");
      const often = "cron(30 0/6 * * ? *)";
      // due at 12:30, and given the time until 18:30
      for (const now of ["2026-01-05T12:00:00.000Z", "2026-01-05T12:45:00.000Z", "2026-01-05T18:29:00.000Z"]) {
        expect(missing(often, first, now), now).to.deep.equal([]);
      }
      expect(missing(often, first, "2026-01-05T18:30:00.000Z")).to.deep.equal([
        "ops 2026-01-05 (2026-01-05T06:00:00.000Z to 2026-01-05T12:00:00.000Z): ops.events",
      ]);
    });
  });

  it("are publications that are older than the contract promises, where nights begin by themselves", () => {
    const later = "2026-01-06T06:00:00.000Z";
    const { late } = concernsOf(facts([standingAfter(outcome("events", 4))], later));
    expect(late.map(describeLate)).to.deep.equal(["ops.events: published 31 hours ago, promised within 26"]);
    expect(concernsOf(facts([standingAfter(outcome("events", 4))], later, false)).late).to.deep.equal([]);
  });

  it("are tables on older data, with who reads them", () => {
    const { stale } = concernsOf(facts([events, trips], morning));
    const until = "2026-01-04T23:00:00.000Z";
    expect(stale).to.deep.equal([
      {
        ...{ datasetId: "ops.events", because: ["missing"], until },
        readBy: [{ kind: "view", name: "ops_curated.routes" }],
      },
      { datasetId: "ops.trips", because: ["missing"], until, readBy: [] },
    ]);
    const later = concernsOf(
      facts([standingAfter(outcome("events", 4), outcome("events", 5, 0, false))], "2026-01-06T06:00:00.000Z"),
    );
    expect(later.stale.map(({ because }) => because)).to.deep.equal([["failed", "late", "missing"]]);
  });

  it("are nights with half or twice the rows of those before, once these are enough to tell", () => {
    const days = (...landed: readonly number[]) => [
      standingAfter(...landed.map((rows, index) => outcome("events", index + 1, rows))),
    ];
    const unlike = (...landed: readonly number[]): readonly string[] =>
      concernsOf(facts(days(...landed), morning)).unlike.map(describeUnlike);
    expect(unlike(1000, 1100, 900, 1000, 400)).to.deep.equal(["ops.events: 400 rows, 1000 in a usual night (-60 %)"]);
    expect(unlike(1000, 1100, 900, 1000, 2500)).to.deep.equal([
      "ops.events: 2500 rows, 1000 in a usual night (+150 %)",
    ]);
    expect(unlike(1000, 1100, 900, 1000, 600), "not far enough").to.deep.equal([]);
    expect(unlike(1000, 1100, 900, 10), "too few nights").to.deep.equal([]);
    expect(unlike(10, 11, 9, 10, 40), "few rows vary").to.deep.equal([]);
    expect(unlike(0, 0, 0, 0, 500)).to.deep.equal(["ops.events: 500 rows, 0 in a usual night"]);
  });

  it("measure by the median", () => {
    expect([[3], [1, 2], [5, 1, 3], [4, 1, 2, 3]].map(median)).to.deep.equal([3, 1.5, 3, 2.5]);
  });
});
