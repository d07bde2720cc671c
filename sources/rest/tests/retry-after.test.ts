import { expect } from "chai";
import { retryAfterMs } from "../http/retry-after.ts";

describe("Retry-After", () => {
  const now = Date.parse("2026-01-06T02:00:00Z");
  const asked = (text: string | null): number | undefined =>
    retryAfterMs(new Headers(text === null ? {} : { "retry-after": text }), now);
  it("is seconds or a date, and nothing else", () => {
    expect(asked("120")).to.equal(120_000);
    expect(asked("1.5")).to.equal(1_500);
    expect(asked("Tue, 06 Jan 2026 02:00:30 GMT")).to.equal(30_000);
    expect(asked("Tue, 06 Jan 2026 01:00:00 GMT")).to.equal(0);
    for (const text of [null, "", "soon", "-5", "2026-01-06"]) expect(asked(text)).to.equal(undefined);
  });

  it("is what a used-up limit says of its next start, where there is none", () => {
    const limit = (remaining: string, reset: string, more: Readonly<Record<string, string>> = {}) =>
      retryAfterMs(new Headers({ "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset, ...more }), now);
    const inAMinute = (now / 1000 + 60).toString();
    expect(limit("0", inAMinute)).to.equal(60_000);
    expect(limit("0", inAMinute, { "retry-after": "7" })).to.equal(7_000);
    expect(limit("1", inAMinute)).to.equal(undefined);
    expect(limit("0", "soon")).to.equal(undefined);
    expect(limit("0", (now / 1000 - 60).toString())).to.equal(0);
  });
});
