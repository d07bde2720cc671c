import { expect } from "chai";
import { databaseName, deploymentParameter, groupOf, rawPageKey, runId } from "../../../model/names.ts";

describe("names", () => {
  const window = { since: "2013-01-01T05:00:00.000Z", until: "2014-01-01T05:00:00.000Z" };

  it("of runs say group, window and attempt", () => {
    expect(runId("flights", window, 1)).to.equal("flights-20130101T050000Z-20140101T050000Z-a1");
  });

  it("of runs give their group back, whatever dashes it has", () => {
    expect(groupOf(runId("flights", window, 12))).to.equal("flights");
    expect(groupOf(runId("late-night-a1", window, 1))).to.equal("late-night-a1");
  });

  it("of page objects sort as their pages do", () => {
    expect(rawPageKey("flights", "weather", "r", 7)).to.equal("flights/weather/run=r/page-000007.jsonl.gz");
    expect(rawPageKey("flights", "weather", "r", 10) > rawPageKey("flights", "weather", "r", 9)).to.equal(true);
  });

  it("of databases and parameters follow from their parts", () => {
    expect(databaseName("mission", "curated")).to.equal("mission_curated");
    expect(deploymentParameter("lakehouse", "dev")).to.equal("/lakehouse/dev/deployment");
  });
});
