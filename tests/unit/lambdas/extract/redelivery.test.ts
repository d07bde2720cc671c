import { expect } from "chai";
import { redeliverySeconds } from "../../../../lambdas/extract/redelivery.ts";
import { Fault } from "../../../../model/fault.ts";

describe("redelivery of a failed page", () => {
  const fault = (retry: "soon" | "later", retryAfterMs?: number): Fault =>
    new Fault(
      { code: "X", place: "p", message: "m", fix: "f" },
      { retry, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    );
  const almostOne = (): number => 0.999;

  it("gives an outage minutes and a wrong answer seconds", () => {
    expect([1, 2, 3, 4].map((count) => redeliverySeconds(fault("soon"), count, almostOne))).to.deep.equal([
      15, 30, 60, 120,
    ]);
    expect([1, 2, 3, 4].map((count) => redeliverySeconds(fault("later"), count, almostOne))).to.deep.equal([
      2, 4, 8, 16,
    ]);
    expect(redeliverySeconds(new Error("S3 is away"), 1, almostOne)).to.equal(15);
  });

  it("is never sooner than the source asked, and never later than SQS can wait", () => {
    expect(redeliverySeconds(fault("soon", 40_000), 1, () => 0)).to.equal(40);
    expect(redeliverySeconds(fault("soon", 86_400_000), 1, almostOne)).to.equal(21_600);
    expect(redeliverySeconds(fault("later"), 1, () => 0)).to.equal(1);
  });
});
