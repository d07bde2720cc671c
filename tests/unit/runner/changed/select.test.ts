import { expect } from "chai";
import type { Edge } from "../../../runner/changed/graph.ts";
import { selectTests } from "../../../runner/changed/select.ts";

const edges: readonly Edge[] = [
  ["cli/program.ts", "model/names.ts"],
  ["tests/unit/model/names.test.ts", "model/names.ts"],
  ["tests/unit/cli/program.test.ts", "cli/program.ts"],
  ["tests/support/command.ts", "cli/program.ts"],
  ["tests/sandbox/cli/access.test.ts", "tests/support/command.ts"],
  ["tests/glue/test_mask.py", "glue/lakehouse/process/mask.py"],
];
const files = [...new Set(edges.flat())];

const select = (changed: readonly string[], removed: readonly string[] = []) =>
  selectTests(changed, new Set(removed), { files: [...new Set([...files, ...changed])], edges });

const chosen = (...args: Parameters<typeof select>): Readonly<Record<string, readonly string[] | "all">> =>
  Object.fromEntries(select(...args).map(({ suite, files: own }) => [suite, own?.map(({ file }) => file) ?? "all"]));

describe("The tests of a change", () => {
  it("are those that lead to it, however far, and the checks", () => {
    expect(chosen(["model/names.ts"])).to.deep.equal({
      check: "all",
      unit: ["tests/unit/model/names.test.ts", "tests/unit/cli/program.test.ts"],
      sandbox: ["tests/sandbox/cli/access.test.ts"],
    });
    expect(chosen(["glue/lakehouse/process/mask.py"])).to.deep.equal({
      check: "all",
      glue: ["tests/glue/test_mask.py"],
    });
  });

  it("come with the way from the test to the change", () => {
    const sandbox = select(["model/names.ts"]).find(({ suite }) => suite === "sandbox");
    expect(sandbox?.files?.[0]?.way).to.deep.equal([
      "tests/sandbox/cli/access.test.ts",
      "tests/support/command.ts",
      "cli/program.ts",
      "model/names.ts",
    ]);
  });

  it("are the test itself, when that has changed", () => {
    expect(chosen(["tests/unit/cli/program.test.ts"])).to.deep.equal({
      check: "all",
      unit: ["tests/unit/cli/program.test.ts"],
    });
  });

  it("are the checks alone for prose, and nothing for no change", () => {
    expect(chosen(["README.md", "docs/adr/0001-contracts-are-odcs.md"])).to.deep.equal({ check: "all" });
    expect(chosen([])).to.deep.equal({});
  });

  it("are all when nobody knows what depends on a file, also beside others, and say so", () => {
    const everything = { check: "all", unit: "all", contracts: "all", isolated: "all", glue: "all", sandbox: "all" };
    for (const file of ["package.json", "tsconfig.json", "infra/new-folder/file.bin"]) {
      expect(chosen([file, "model/names.ts"]), file).to.deep.equal(everything);
      expect(select([file])[0]?.reason).to.equal(`${file}: its dependents aren't known`);
    }
  });

  it("are all when a module is gone, and none for a test that is gone", () => {
    expect(chosen(["cli/gone.ts"], ["cli/gone.ts"])).to.have.keys(
      "check",
      "unit",
      "contracts",
      "isolated",
      "glue",
      "sandbox",
    );
    const test = "tests/unit/cli/gone.test.ts";
    expect(chosen([test], [test])).to.deep.equal({ check: "all" });
  });
});
