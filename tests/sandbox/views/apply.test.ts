import { expect } from "chai";
import "../../support/sandbox.ts";
import { lakehouse, lakehouseJson } from "../../support/command.ts";
import { demoMilliseconds, flightsDemo } from "../../support/flights-demo.ts";

describe("lakehouse views apply", function () {
  this.timeout(180_000);
  before(async function () {
    this.timeout(demoMilliseconds);
    await flightsDemo();
  });

  it("applies again what is applied, each after what it reads, and skips views whose tables are not there", async () => {
    const { applied, skipped } = await lakehouseJson<{
      applied: string[];
      skipped: { name: string; missing: string[] }[];
    }>("views", "apply");
    expect(applied.length + skipped.length).to.be.at.least(10);
    expect(applied.indexOf("flights_curated.flight_performance")).to.equal(0);
    expect(applied).to.include("flights_curated.fleet_age");
    for (const { name, missing } of skipped) {
      expect(name).to.match(/^mission_curated\./);
      expect(missing, name).not.to.be.empty;
    }
  });

  it("leaves views that Athena describes with their columns", async () => {
    const { stdout } = await lakehouse(["query", "--csv", "show columns in flights_curated.fleet_age"]);
    expect(stdout).to.contain("mean_age_years");
    const { rows } = await lakehouseJson<{ rows: string[][] }>(
      "query",
      "show create view flights_curated.daily_on_time_rate",
    );
    expect(rows.flat().join("\n")).to.match(/CREATE VIEW .*daily_on_time_rate/);
  });
});
