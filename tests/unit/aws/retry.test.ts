import { expect } from "chai";
import fc from "fast-check";
import { fullJitterMs } from "../../../aws/retry.ts";

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
