import { expect } from "chai";
import { parseMaintenance } from "../../../../lambdas/govern/maintenance.ts";
import { maintenance } from "./memory-lake.ts";

describe("the function's settings of maintenance", () => {
  it("are read as the program writes them", () => {
    expect(parseMaintenance(JSON.stringify(maintenance))).to.deep.equal(maintenance);
  });

  it("name all that is missing or of another type", () => {
    const { role: _, ...rest } = maintenance;
    expect(() => parseMaintenance(JSON.stringify({ ...rest, snapshotDays: "15" }))).to.throw(
      /ENVIRONMENT_VARIABLE_INVALID MAINTENANCE: role is not a string, snapshotDays is not a number\. Fix: deploy/,
    );
    expect(() => parseMaintenance("off")).to.throw(/enabled is not a boolean/);
  });
});
