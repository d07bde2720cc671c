import { expect } from "chai";
import { nearest, writeNearest } from "../../../../model/validation/suggestion.ts";

describe("suggestions", () => {
  const allowed = ["append", "merge", "replace"];

  it("name the word that a slip was meant to be", () => {
    expect(nearest("mrege", allowed)).to.equal(undefined);
    expect(nearest("merg", allowed)).to.equal("merge");
    expect(nearest("REPLACE", allowed)).to.equal("replace");
    expect(nearest("updated_at", ["updated_on", "update_at"])).to.equal("update_at");
  });

  it("compare names part by part, and look for the last part elsewhere", () => {
    const tables = ["flights_curated.daily", "flights_processed.airlines", "mission_processed.days"];
    const suggested = (found: string): string => writeNearest(found, tables, "none");
    const named = (name: string): string => `write "${name}" if that is what you mean`;
    for (const found of ["flights_processed.airline", "flight_processed.airlnes", "airlines", "raw.airlines"])
      expect(suggested(found), found).to.equal(named("flights_processed.airlines"));
    // as many letters match, but it is a different table
    expect(suggested("flights_processed.flights")).to.equal("none");
    expect(writeNearest("a.days", [...tables, "flights_processed.days"], "none"), "there are two").to.equal("none");
  });

  it("are not made up when nothing is near", () => {
    expect(nearest("upsert", allowed)).to.equal(undefined);
    expect(nearest("", allowed)).to.equal(undefined);
    expect(nearest("x", [])).to.equal(undefined);
    expect(nearest("x", ["a"])).to.equal(undefined);
    expect(writeNearest("upsert", allowed, "choose one")).to.equal("choose one");
  });
});
