import { expect } from "chai";
import { nearest, writeNearest } from "../../../../model/contracts/suggestion.ts";

describe("suggestions", () => {
  const allowed = ["append", "merge", "replace"];

  it("name the word that a slip was meant to be", () => {
    expect(nearest("mrege", allowed)).to.equal(undefined);
    expect(nearest("merg", allowed)).to.equal("merge");
    expect(nearest("REPLACE", allowed)).to.equal("replace");
    expect(nearest("updated_at", ["updated_on", "update_at"])).to.equal("update_at");
  });

  it("are not made up when nothing is near", () => {
    expect(nearest("upsert", allowed)).to.equal(undefined);
    expect(nearest("", allowed)).to.equal(undefined);
    expect(nearest("x", [])).to.equal(undefined);
    expect(writeNearest("upsert", allowed, "choose one")).to.equal("choose one");
  });
});
