import { expect } from "chai";
import fc from "fast-check";
import { groupPattern } from "../../../model/contracts/naming.ts";
import { rawPageKey, runId } from "../../../model/names.ts";
import { night } from "../../../model/windows.ts";

const group = fc.stringMatching(new RegExp(groupPattern.source));
const date = fc
  .integer({ min: 15_706, max: 25_600 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const attempt = fc.integer({ min: 1, max: 9_999 });

describe("run ids", () => {
  it("are names that Step Functions takes, for every group that a contract may name", () => {
    fc.assert(
      fc.property(group, date, attempt, (name, day, number) => {
        expect(runId(name, night(day, "Asia/Kathmandu").window, number)).to.match(/^[A-Za-z0-9_-]{1,80}$/);
      }),
    );
  });

  it("differ when group, window or attempt differ", () => {
    const run = fc.record({ group, date, attempt });
    fc.assert(
      fc.property(run, run, (one, other) => {
        const id = (each: typeof one): string => runId(each.group, night(each.date, "UTC").window, each.attempt);
        const same = one.group === other.group && one.date === other.date && one.attempt === other.attempt;
        expect(id(one) === id(other)).to.equal(same);
      }),
    );
  });
});

describe("keys of pages", () => {
  it("sort as their pages do", () => {
    const page = fc.integer({ min: 0, max: 999_999 });
    fc.assert(
      fc.property(page, page, (one, other) => {
        expect(rawPageKey("s", "d", "r", one) < rawPageKey("s", "d", "r", other)).to.equal(one < other);
      }),
    );
  });
});
