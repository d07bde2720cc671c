import { expect } from "chai";
import { readAction, readEnvironment, readGroup, readRemoval } from "../../../../lambdas/govern/request.ts";

const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:lakehouse-dev-govern";
const forSql = `${functionArn}:sql`;
const sources = ["flights", "mission"];

const refusal = (read: () => unknown): string => {
  try {
    return JSON.stringify(read());
  } catch (error) {
    return String(error);
  }
};

describe("requests to govern", () => {
  it("by those who apply SQL are all but the settings, which make administrators", () => {
    for (const action of ["catalog", "environment", "remove environment"]) {
      expect(readAction({ action }, forSql)).to.equal(action);
    }
    const settings = { action: "settings", administrators: ["arn:aws:iam::123456789012:role/me"] };
    expect(refusal(() => readAction(settings, forSql))).to.contain(
      'GOVERN_REQUEST_INVALID action: found "settings", allowed values are "catalog", "environment", "remove environment"',
    );
    expect(readAction(settings, functionArn)).to.equal("settings");
    // as the provider invokes it
    expect(readAction(settings, `${functionArn}:$LATEST`)).to.equal("settings");
  });

  it("that nobody knows are refused", () => {
    for (const event of [undefined, null, "catalog", {}, { action: "drop" }]) {
      expect(refusal(() => readAction(event, functionArn))).to.contain("GOVERN_REQUEST_INVALID action: found ");
    }
  });

  it("for the catalog may name the group whose night it is", () => {
    const groups = ["daily", "hourly"];
    expect([{}, { group: "daily" }].map((event) => readGroup(event, groups))).to.deep.equal([undefined, "daily"]);
    for (const group of ["", 7, null, "dayly"]) {
      const found = refusal(() => readGroup({ group }, groups));
      expect(found).to.contain("GOVERN_REQUEST_INVALID group: found ");
      expect(found).to.contain("allowed values are daily, hourly, or nothing for the whole catalog");
    }
  });

  it("for an environment name a preview and curated databases", () => {
    const event = { environment: "preview_1", databases: ["mission_curated", "flights_curated", "mission_curated"] };
    expect(readEnvironment(event, sources)).to.deep.equal({ environment: "preview_1", sources });
    expect(readRemoval({ environment: "preview_1" }, sources)).to.deep.equal({ environment: "preview_1", sources });
  });

  it("for an environment are refused with everything that is wrong at once", () => {
    const event = { environment: "Preview-1", databases: ["mission_processed", 7, "mission_curated"] };
    const found = refusal(() => readEnvironment(event, sources)).split("\n");
    expect(found.slice(1).map((line) => line.split(", allowed")[0])).to.deep.equal([
      'GOVERN_REQUEST_INVALID environment: found "Preview-1"',
      'GOVERN_REQUEST_INVALID databases[0]: found "mission_processed"',
      "GOVERN_REQUEST_INVALID databases[1]: found 7",
    ]);
    expect(refusal(() => readEnvironment({ environment: "a", databases: [] }, sources))).to.contain(
      "databases: found [], must be a list with at least one; allowed values are flights_curated, mission_curated",
    );
  });

  it("never make or remove production", () => {
    const event = { environment: "production", databases: ["mission_curated"] };
    for (const read of [readEnvironment, readRemoval]) {
      expect(refusal(() => read(event, sources))).to.contain('environment: found "production"');
    }
    expect(refusal(() => readRemoval({}, sources))).to.contain("environment: found nothing");
  });
});
