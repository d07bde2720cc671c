import { expect } from "chai";
import fc from "fast-check";
import { covering, gapsIn } from "../../../model/coverage.ts";
import type { Window } from "../../../model/documents/values.ts";
import { afterNight, missingOf, type NightOutcome } from "../../../model/standing.ts";
import type { Standing } from "../../../model/documents/standing.ts";

const hour = (number: number): string => new Date(Date.UTC(2026, 0, 1, number)).toISOString();
const hours = 40;
const windows = fc
  .tuple(fc.nat(hours - 2), fc.integer({ min: 1, max: 6 }))
  .map(([since, length]): Window => ({ since: hour(since), until: hour(Math.min(hours, since + length)) }));

const holds = (all: readonly Window[], number: number): boolean =>
  all.some(({ since, until }) => since <= hour(number) && hour(number) < until);

describe("coverage", () => {
  it("holds each hour of each window and no other, whatever their order, and is missing all others from its start", () => {
    fc.assert(
      fc.property(
        fc.array(windows, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: hours }),
        (given, end) => {
          const covered = given.reduce<readonly Window[]>((sum, window) => covering(sum, window), []);
          expect(given.toReversed().reduce<readonly Window[]>(covering, [])).to.deep.equal(covered);
          const gaps = gapsIn(covered, hour(end));
          const first = covered[0]?.since ?? "";
          for (let number = 0; number < hours; number += 1) {
            expect(holds(covered, number)).to.equal(holds(given, number));
            const isMissing = hour(number) >= first && number < end && !holds(given, number);
            expect(holds(gaps, number), hour(number)).to.equal(isMissing);
          }
          for (const [index, window] of covered.entries()) {
            const next = covered[index + 1];
            if (next !== undefined) expect(window.until < next.since, "apart from each other").to.equal(true);
          }
        },
      ),
    );
  });

  it("of nights misses what failed and was never made up for, and what lies after the first good one", () => {
    const night = (window: Window, state: "SUCCEEDED" | "FAILED"): NightOutcome => ({
      ...{ runId: "ops-1", group: "ops", bundleKey: "contracts/a.json", window },
      ...{ startedAt: hour(hours), finishedAt: hour(hours) },
      dataset: { datasetId: "ops.events", state, landed: 1, loaded: 1, quarantined: 0 },
    });
    const nights = fc.array(fc.tuple(windows, fc.constantFrom("SUCCEEDED" as const, "FAILED" as const)), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(nights, (given) => {
        const told = given.map(([window, state]) => night(window, state));
        const standing = told.reduce<Standing | undefined>(afterNight, undefined) ?? expect.fail("no night was over");
        const missing = missingOf(standing, hour(hours));
        const of = (wanted: string): readonly Window[] =>
          given.flatMap(([window, state]) => (state === wanted ? [window] : []));
        const [good, bad] = [of("SUCCEEDED"), of("FAILED")];
        const first = covering([], good[0] ?? { since: hour(hours), until: hour(hours) });
        const begin = good.reduce(covering, first)[0]?.since ?? "";
        for (let number = 0; number < hours; number += 1) {
          const isMissing = !holds(good, number) && (holds(bad, number) || hour(number) >= begin);
          expect(holds(missing, number), hour(number)).to.equal(isMissing);
        }
      }),
    );
  });

  it("of nothing misses nothing", () => {
    expect(gapsIn([], hour(3))).to.deep.equal([]);
  });
});
