import { expect } from "chai";
import { retryAfterMs } from "../../../../aws/sources/retry-after.ts";

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
