/** A source's rate, shared by functions that ask at once: through the ledger's table, in memory. */
import { expect } from "chai";
import fc from "fast-check";
import { rateBudget } from "../../../aws/ledger/rate-budget.ts";
import type { Clock } from "../../../aws/clock.ts";
import type { Rate } from "../../../model/rate.ts";
import { faultOf } from "../../unit/lambdas/rejection.ts";
import { memoryTable, type MemoryTable } from "./memory-table.ts";

const start = Date.parse("2026-01-06T02:00:00.000Z");

/** A function's own time, which passes only while it waits. */
const clockFrom = (now: number, random: number): Clock => ({
  now: () => now,
  random: () => random,
  sleep: async (milliseconds) => {
    await Promise.resolve();
    now += milliseconds;
  },
});

/** When the call is made, in epoch milliseconds. */
const callAt = async (
  { client }: MemoryTable,
  rate: Rate,
  now: number,
  {
    source = "ops",
    deadline = Number.POSITIVE_INFINITY,
    random = 0.5,
  }: { readonly source?: string; readonly deadline?: number; readonly random?: number } = {},
): Promise<number> => {
  const clock = clockFrom(now, random);
  await rateBudget(client, "ledger", clock)(source, rate, "run r", deadline);
  return clock.now();
};

describe("a rate that functions share", () => {
  it("is exceeded in no period by callers who ask at once, and none is lost", async () => {
    const rates = fc.record({ requests: fc.integer({ min: 1, max: 20 }), perSeconds: fc.integer({ min: 1, max: 60 }) });
    const callers = fc.array(fc.tuple(fc.nat(3_000), fc.double({ min: 0, max: 0.99, noNaN: true })), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(rates, callers, async (rate, arrivals) => {
        const table = memoryTable();
        const made = await Promise.all(
          arrivals.map(async ([after, random]) => callAt(table, rate, start + after, { random })),
        );
        expect(table.items.get("RATES|ops")).to.include({ used: arrivals.length });
        const calls = made.toSorted((one, other) => one - other);
        for (const [index, call] of calls.entries()) {
          const before = calls[index - rate.requests];
          if (before !== undefined) expect(call - before).to.be.at.least(rate.perSeconds * 1000);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("is each source's own", async () => {
    const table = memoryTable();
    const rate = { requests: 1, perSeconds: 60 };
    const made = [
      await callAt(table, rate, start),
      await callAt(table, rate, start, { source: "shop" }),
      await callAt(table, rate, start),
    ];
    expect(made).to.deep.equal([start, start, start + 60_000]);
  });

  it("is not taken by a call that would come too late, which is told when it may come", async () => {
    const table = memoryTable();
    const rate = { requests: 1, perSeconds: 60 };
    await callAt(table, rate, start);
    const before = { ...table.items.get("RATES|ops") };
    const fault = await faultOf(callAt(table, rate, start, { deadline: start + 59_000 }));
    expect(fault.message).to.equal(
      "SOURCE_RATE_EXHAUSTED run r: the source's rate allows the next call in 60 s, which is too late. " +
        "Fix: nothing was written; the call will be made later.",
    );
    expect([fault.retry, fault.retryAfterMs]).to.deep.equal(["soon", 60_000]);
    expect(table.items.get("RATES|ops")).to.deep.equal(before);
    expect(await callAt(table, rate, start, { deadline: start + 60_000 })).to.equal(start + 60_000);
  });

  it("is over for the day when its calls are used up", async () => {
    const table = memoryTable();
    const rate = { requests: 100, perSeconds: 1, perDay: 2 };
    await callAt(table, rate, start);
    await callAt(table, rate, start);
    const fault = await faultOf(callAt(table, rate, start));
    expect(fault.message).to.contain(
      "SOURCE_QUOTA_EXHAUSTED run r: the 2 calls that the source allows in a day are used up.",
    );
    const untilMidnight = 22 * 3_600_000;
    expect([fault.retry, fault.retryAfterMs]).to.deep.equal(["later", untilMidnight]);
    expect(await callAt(table, rate, start + untilMidnight)).to.equal(start + untilMidnight);
  });
});
