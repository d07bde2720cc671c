import { expect } from "chai";
import fc from "fast-check";
import { fullJitterMs, retried, type RetryPolicy } from "../../../aws/retry.ts";
import { fakeClock } from "../lambdas/fakes.ts";

describe("waiting before another attempt", () => {
  it("never waits longer than the exponential bound or the cap", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
        const milliseconds = fullJitterMs(attempt, { baseMs: 500, capMs: 20_000 }, () => random);
        expect(milliseconds).to.be.within(0, Math.min(20_000, 500 * 2 ** attempt));
      }),
    );
  });
});

describe("a call that is repeated", () => {
  const policy: RetryPolicy = {
    passes: (error) => error instanceof RangeError,
    backoff: { baseMs: 100, capMs: 1_000 },
    attempts: 3,
  };
  const failing = (...errors: readonly Error[]) => {
    const calls: Error[] = [];
    const call = (): Promise<string> => {
      const error = errors[calls.length];
      if (error === undefined) return Promise.resolve("done");
      calls.push(error);
      return Promise.reject(error);
    };
    return { calls, call };
  };

  it("answers once what is in the way has passed", async () => {
    const clock = fakeClock();
    const { calls, call } = failing(new RangeError("one"), new RangeError("two"));
    expect([await retried(call, clock, policy), calls.length, clock.slept.length]).to.deep.equal(["done", 2, 2]);
  });

  it("throws what the last attempt met, without waiting after it", async () => {
    const clock = fakeClock();
    const errors = ["one", "two", "three", "four"].map((text) => new RangeError(text));
    const error = await retried(failing(...errors).call, clock, policy).catch((thrown: unknown) => thrown);
    expect([error, clock.slept.length]).to.deep.equal([errors[2], 2]);
  });

  it("throws at once what doesn't pass by itself", async () => {
    const clock = fakeClock();
    const lasting = new TypeError("wrong");
    const error = await retried(failing(lasting).call, clock, policy).catch((thrown: unknown) => thrown);
    expect([error, clock.slept.length]).to.deep.equal([lasting, 0]);
  });
});
