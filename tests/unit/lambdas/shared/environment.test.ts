import { expect } from "chai";
import fc from "fast-check";
import { chunksOf, mapBounded } from "../../../../lambdas/shared/bounded.ts";
import { parseSources, positiveNumber, requireVariables } from "../../../../lambdas/shared/environment.ts";
import { listed } from "../../../../lambdas/shared/messages.ts";
import { retryAfterMs } from "../../../../lambdas/shared/retry-after.ts";
import { fullJitterMs } from "../../../../lambdas/shared/clock.ts";

describe("environment of a function", () => {
  it("names every variable that is missing at once", () => {
    expect(() => requireVariables({ A: "1", B: "" }, ["A", "B", "C"])).to.throw(
      "environment of the function: 2 problems\n" +
        "ENVIRONMENT_VARIABLE_MISSING B: the function's environment has no value for it. " +
        "Fix: deploy the stack again, the program sets it.\n" +
        "ENVIRONMENT_VARIABLE_MISSING C: the function's environment has no value for it. " +
        "Fix: deploy the stack again, the program sets it.",
    );
  });

  it("reads sources, and refuses what isn't complete", () => {
    const flights = { baseUrl: "https://api.example/flights", secretId: "s" };
    expect(parseSources(JSON.stringify({ flights })).get("flights")).to.deep.equal(flights);
    expect(() => parseSources('{"flights":{"baseUrl":"x"},"ops":1}')).to.throw(
      "flights, ops lacks baseUrl or secretId",
    );
    expect(() => parseSources("not JSON")).to.throw("it is not an object with sources");
  });

  it("refuses numbers that are none, or not positive", () => {
    expect(positiveNumber("N", "30")).to.equal(30);
    for (const text of ["0", "-1", "x", ""])
      expect(() => positiveNumber("N", text)).to.throw("is not a positive number");
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-06T02:00:00Z");
  it("is seconds or a date, and nothing else", () => {
    expect(retryAfterMs("120", now)).to.equal(120_000);
    expect(retryAfterMs("Tue, 06 Jan 2026 02:00:30 GMT", now)).to.equal(30_000);
    expect(retryAfterMs("Tue, 06 Jan 2026 01:00:00 GMT", now)).to.equal(0);
    for (const text of [null, "", "soon", "-5", "1.5", "2026-01-06"])
      expect(retryAfterMs(text, now)).to.equal(undefined);
  });
});

describe("waiting and working side by side", () => {
  it("never waits longer than the exponential bound or the cap", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
        const milliseconds = fullJitterMs(attempt, { baseMs: 500, capMs: 20_000 }, () => random);
        expect(milliseconds).to.be.within(0, Math.min(20_000, 500 * 2 ** attempt));
      }),
    );
  });

  it("keeps to the limit and to the order", async () => {
    let under = 0;
    let most = 0;
    const results = await mapBounded([5, 1, 4, 2, 3], 2, async (item) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, item));
      under -= 1;
      return item * 10;
    });
    expect(results).to.deep.equal([50, 10, 40, 20, 30]);
    expect(most).to.equal(2);
  });

  it("cuts lists into chunks without losing anything", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 12 }), (items, size) => {
        const chunks = chunksOf(items, size);
        expect(chunks.flat()).to.deep.equal(items);
        expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= size)).to.equal(true);
      }),
    );
  });

  it("lists the first five of many", () => {
    expect(listed(["a", "b"])).to.equal("a, b");
    expect(listed(["1", "2", "3", "4", "5", "6", "7"])).to.equal("1, 2, 3, 4, 5 and 2 more");
  });
});
