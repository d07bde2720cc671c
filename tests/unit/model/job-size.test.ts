import { expect } from "chai";
import fc from "fast-check";
import { jobSize } from "../../../model/job-size.ts";

const limits = { workers: 10, timeoutMinutes: 120 };

describe("the size of a run of the process job", () => {
  it("is the smallest that Glue has for a small night", () => {
    expect(jobSize(0, limits)).to.deep.equal({ workers: 2, timeoutMinutes: 30 });
    expect(jobSize(1_000_000, limits)).to.deep.equal({ workers: 2, timeoutMinutes: 34 });
  });

  it("grows with the rows", () => {
    expect(jobSize(5_000_001, limits)).to.deep.equal({ workers: 3, timeoutMinutes: 51 });
    expect(jobSize(20_000_000, limits)).to.deep.equal({ workers: 5, timeoutMinutes: 110 });
  });

  it("never exceeds what the stack allows, and never shrinks when rows are added", () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), fc.nat(50_000_000), (rows, more) => {
        const [one, other] = [jobSize(rows, limits), jobSize(rows + more, limits)];
        expect(other.workers).to.be.within(one.workers, limits.workers);
        expect(other.timeoutMinutes).to.be.within(one.timeoutMinutes, limits.timeoutMinutes);
      }),
    );
  });
});
