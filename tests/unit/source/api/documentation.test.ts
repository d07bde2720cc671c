import { readFileSync } from "node:fs";
import { expect } from "chai";
import { faults } from "../../../../sandbox/source/api/ways/faults.ts";
import { behaviorKeys } from "../../../../sandbox/source/api/ways/keys.ts";

describe("documentation of the demo source's ways", () => {
  const document = readFileSync("docs/sandbox.md", "utf8");
  const ways = document.slice(document.indexOf("### Ways"), document.indexOf("### Public APIs"));
  const [keys = "", faultTable = ""] = ways.split(/^\| fault +\|/m);
  /** What is between backticks in the first column of a table. */
  const firstColumn = (text: string): string[] =>
    [...text.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) +\|/gm)].flatMap(([, cell = ""]) =>
      cell.replaceAll("`", "").split(", "),
    );

  it("lists every key, and no other", () => {
    const listed = firstColumn(keys).filter((name) => !name.includes("/"));
    expect(listed.toSorted()).to.deep.equal(Object.keys(behaviorKeys).toSorted());
  });

  it("lists every fault, and no other", () => {
    expect(firstColumn(faultTable).toSorted()).to.deep.equal([...faults].toSorted());
  });

  it("names every value of a key that has a choice", () => {
    for (const [name, { allowed }] of Object.entries(behaviorKeys)) {
      if (name === "fault" || !/^[\w-]+(, [\w-]+)+$/.test(allowed)) continue;
      for (const value of allowed.split(", ")) expect(keys, name).to.contain(`\`${value}\``);
    }
  });
});
