import { expect } from "chai";
import { UsageError } from "../../../../cli/answer.ts";
import { profile } from "../../../../cli/demo/profiles.ts";
import { demoSize, hasSize } from "../../../../cli/demo/size.ts";
import type { Report } from "../../../../model/documents/report.ts";

describe("the demo's size", () => {
  it("has defaults for each profile", () => {
    expect(demoSize("flights", undefined, undefined)).to.deep.equal({ days: 2 });
    expect(demoSize("mission", undefined, undefined)).to.deep.equal({ days: 1, rows: 1_000_000 });
    expect(demoSize("mission", "3", "20000")).to.deep.equal({ days: 3, rows: 20_000 });
  });

  it("refuses what the data can't have", () => {
    for (const [name, days, rows] of [
      ["flights", undefined, "5"],
      ["flights", "9", undefined],
      ["flights", "0", undefined],
      ["mission", "x", undefined],
      ["mission", undefined, "5000001"],
      ["mission", undefined, "-1"],
    ] as const) {
      expect(() => demoSize(name, days, rows), [name, days, rows].join(" ")).to.throw(UsageError, /OPTION_INVALID --/);
    }
  });

  it("tells a complete night of another size from the one that is meant", () => {
    const report = { datasets: [{ datasetId: "mission.transactions", source: 20_000 }] } as unknown as Report;
    expect(hasSize({ days: 1, rows: 20_000 })(report)).to.equal(true);
    expect(hasSize({ days: 1, rows: 1_000_000 })(report)).to.equal(false);
    expect(hasSize({ days: 2 })(report)).to.equal(true);
  });
});

describe("the demo's nights", () => {
  it("are all of 2013, then single days, without a gap", () => {
    const { nights } = profile("flights", 4);
    expect(nights).to.have.length(4);
    expect(nights[0]?.window.since).to.equal("2013-01-01T05:00:00.000Z");
    for (const [index, { window }] of nights.slice(1).entries()) {
      expect(window.since).to.equal(nights[index]?.window.until);
    }
    expect(nights.at(-1)?.window.until).to.equal("2014-01-04T05:00:00.000Z");
  });

  it("go over the end of a month", () => {
    expect(profile("mission", 31).nights.at(-1)?.window.since).to.equal("2026-03-31T00:00:00.000Z");
  });
});
