import { expect } from "chai";
import { renderChangedTests } from "../../../runner/changed/index.ts";

const fileNames = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `tests/unit/${name}.test.ts`);
const changed = {
  since: "HEAD~3",
  changed: ["model/names.ts"],
  selections: [
    { suite: "check", reason: "looks at all files together" } as const,
    { suite: "unit", files: fileNames.map((file) => ({ file, way: [file, "model/names.ts"] })) } as const,
  ],
};

describe("What a change leads to, in words", () => {
  it("says what it was compared with, what runs, and why", () => {
    const text = renderChangedTests(changed);
    expect(text).to.contain("1 file changed since HEAD~3.");
    expect(text).to.contain("check: all, looks at all files together");
    expect(text).to.contain("unit: 7 files\n  tests/unit/a.test.ts ← model/names.ts\n");
  });

  it("names the first of many files, and every one in the whole list", () => {
    const text = renderChangedTests(changed);
    expect(text).to.contain("… and 2 more (--list names all)").and.not.contain("tests/unit/g.test.ts");
    const whole = renderChangedTests(changed, true);
    for (const file of fileNames) expect(whole).to.contain(file);
    expect(whole).not.to.contain("more (");
  });

  it("says when there is nothing to test", () => {
    expect(renderChangedTests({ ...changed, changed: [], selections: [] })).to.equal(
      "0 files changed since HEAD~3. There is nothing to test.\n",
    );
  });
});
