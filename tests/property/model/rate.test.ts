import { expect } from "chai";
import fc from "fast-check";
import type { RateItem } from "../../../model/documents/ledger-items.ts";
import { takeTurn, type Rate } from "../../../model/rate.ts";

const midnight = Date.parse("2026-01-06T00:00:00.000Z");
const dayMs = 86_400_000;

/** What callers get who arrive after these pauses, each by its own clock. */
const callsOf = (rate: Rate, pausesMs: readonly number[], skewsMs: readonly number[] = [0], start = midnight) => {
  const made: number[] = [];
  const refused: { readonly now: number; readonly until: number }[] = [];
  let item: RateItem | undefined;
  let arrival = start;
  for (const [index, pause] of pausesMs.entries()) {
    arrival += pause;
    const now = arrival + (skewsMs[index % skewsMs.length] ?? 0);
    const turn = takeTurn(item, rate, now);
    if (turn.state === "QUOTA_USED") refused.push({ now, until: turn.until });
    else {
      made.push(turn.at);
      item = turn.after;
    }
  }
  return { made: made.sort((one, other) => one - other), refused };
};

/** The most calls in a half-open period of that length, wherever it begins. */
const mostWithin = (calls: readonly number[], lengthMs: number): number => {
  let most = 0;
  let first = 0;
  for (const [index, call] of calls.entries()) {
    while ((calls[first] ?? call) <= call - lengthMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
};

const rates = fc.record({ requests: fc.integer({ min: 1, max: 60 }), perSeconds: fc.integer({ min: 1, max: 30 }) });
/** Crowds, and callers that leave the source alone for a while. */
const pauses = fc.array(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(5_000), fc.nat(90_000)), { maxLength: 400 });

describe("a source's rate", () => {
  it("is exceeded in no period, wherever it begins, however callers arrive", () => {
    fc.assert(
      fc.property(rates, pauses, fc.nat(dayMs), (rate, arrivals, offset) => {
        const { made, refused } = callsOf(rate, arrivals, [0], midnight + offset);
        expect(refused).to.deep.equal([]);
        expect(made).to.have.length(arrivals.length);
        expect(mostWithin(made, rate.perSeconds * 1000)).to.be.at.most(rate.requests);
      }),
      { numRuns: 300 },
    );
  });

  it("would be seen to be exceeded", () => {
    expect(mostWithin([0, 10, 999], 1_000)).to.equal(3);
    expect(mostWithin([0, 10, 1_000], 1_000)).to.equal(2);
  });

  it("is kept by callers whose clocks differ, as their clocks show it", () => {
    fc.assert(
      fc.property(rates, pauses, fc.array(fc.nat(2_000), { minLength: 1, maxLength: 5 }), (rate, arrivals, skews) => {
        const { made } = callsOf(rate, arrivals, skews);
        expect(mostWithin(made, rate.perSeconds * 1000)).to.be.at.most(rate.requests);
      }),
    );
  });

  it("is used up by a crowd: nobody waits longer than it takes", () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 200 }), (rate, callers) => {
        const { made } = callsOf(rate, Array<number>(callers).fill(0));
        const fairMs = (callers * rate.perSeconds * 1000) / rate.requests;
        // A tenth of the requests may be made at once, and the others are spread for that a little further
        expect((made.at(-1) ?? 0) - midnight).to.be.at.most(fairMs * 1.15 + callers);
      }),
    );
  });

  it("lets a call go at once after a pause", () => {
    fc.assert(
      fc.property(rates, pauses, (rate, arrivals) => {
        const { made } = callsOf(rate, arrivals);
        const last = made.at(-1) ?? midnight;
        const after = callsOf(rate, [...arrivals, last - midnight + rate.perSeconds * 1000]).made.at(-1) ?? 0;
        const arrived = midnight + arrivals.reduce((sum, pause) => sum + pause, 0) + last - midnight;
        expect(after).to.equal(arrived + rate.perSeconds * 1000);
      }),
    );
  });

  it("is exact also when there are a hundred thousand calls in twenty seconds", () => {
    const rate = { requests: 100_000, perSeconds: 20 };
    const { made } = callsOf(rate, Array<number>(220_000).fill(0), [0], midnight + 1);
    expect(mostWithin(made, 20_000)).to.be.within(95_000, rate.requests);
  });

  describe("with calls per day", () => {
    const daily = fc.record({
      ...{ requests: fc.integer({ min: 1, max: 5 }), perSeconds: fc.constant(60) },
      perDay: fc.integer({ min: 1, max: 12 }),
    });
    const pause = fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat(60_000) },
      { weight: 1, arbitrary: fc.nat(6 * 3_600_000) },
    );
    const long = fc.array(pause, { maxLength: 100 });
    const lateInTheDay = fc.nat(200_000).map((before) => midnight + dayMs - before);

    it("has no day in UTC with more", () => {
      fc.assert(
        fc.property(daily, long, lateInTheDay, (rate, arrivals, start) => {
          const perDay = new Map<number, number>();
          for (const call of callsOf(rate, arrivals, [0], start).made) {
            const day = Math.floor(call / dayMs);
            perDay.set(day, (perDay.get(day) ?? 0) + 1);
          }
          for (const calls of perDay.values()) expect(calls).to.be.at.most(rate.perDay);
        }),
      );
    });

    it("says until when there is none", () => {
      fc.assert(
        fc.property(daily, long, lateInTheDay, (rate, arrivals, start) => {
          for (const { now, until } of callsOf(rate, arrivals, [0], start).refused) {
            expect(until % dayMs).to.equal(0);
            expect(until).to.be.above(now);
          }
        }),
      );
    });

    it("counts a call that has to wait for the next day on that day", () => {
      const rate = { requests: 1, perSeconds: 60, perDay: 1 };
      const before = { nextAt: midnight + 30_000, day: midnight / dayMs - 1, used: 1 };
      const turn = takeTurn(before, rate, midnight - 1_000);
      expect(turn).to.deep.include({ state: "TAKEN", at: midnight + 30_000 });
      const after = turn.state === "TAKEN" ? turn.after : undefined;
      expect(after).to.include({ day: midnight / dayMs, used: 1 });
      expect(takeTurn(after, rate, midnight + 120_000)).to.deep.equal({ state: "QUOTA_USED", until: midnight + dayMs });
    });

    it("gives a slow clock no second quota", () => {
      const rate = { requests: 100, perSeconds: 1, perDay: 3 };
      const { made, refused } = callsOf(rate, [0, 10, 10, 10], [0, -5_000], midnight + 1_000);
      expect([made.length, refused.length]).to.deep.equal([3, 1]);
    });
  });
});
