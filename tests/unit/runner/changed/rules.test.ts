/** The mapping applied to the repository: whatever no import shows is covered, and every rule matches something. */
import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { minimatch } from "minimatch";
import { pythonImports, typescriptImports } from "../../../runner/changed/imports.ts";
import { ruleEdges, rules } from "../../../runner/changed/rules.ts";
import { selectTests } from "../../../runner/changed/select.ts";

describe("The tests of a change in this repository", () => {
  let files: readonly string[];
  let select: (changed: string) => Readonly<Record<string, readonly string[] | "all">>;

  before(() => {
    files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
      .split("\n")
      .filter((file) => file !== "");
    const python = files.filter((file) => file.endsWith(".py"));
    const edges = [...typescriptImports(), ...pythonImports(python), ...ruleEdges(files)];
    select = (changed) =>
      Object.fromEntries(
        selectTests([changed], new Set(), { files, edges }).map(({ suite, files: own }) => [
          suite,
          own?.map(({ file }) => file) ?? "all",
        ]),
      );
  });

  it("follow rules that all name files which are there", () => {
    const lost = rules
      .flatMap(({ dependents, on }) => [...dependents, ...on])
      .filter((pattern) => !files.some((file) => minimatch(file, pattern, { dot: true })));
    expect(lost).to.deep.equal([]);
  });

  it("are the deployed ones, too, for a function, a job, the program, a contract, a model and the emulator", () => {
    for (const file of [
      "lambdas/plan/handler.ts",
      "glue/lakehouse/process/mask.py",
      "glue/jobs/curate.py",
      "infra/lakehouse.ts",
      "contracts/flights.flights.odcs.yaml",
      "sandbox/emulator/server.py",
      "sandbox/source/tokens.ts",
    ]) {
      expect(files, file).to.include(file);
      expect(select(file)["sandbox"], file).to.include("tests/sandbox/cli/demo.test.ts");
    }
  });

  it("are the contracts' for a contract, and Spark's for the job's package", () => {
    expect(select("contracts/flights.flights.odcs.yaml")).to.include.keys("contracts", "unit");
    expect(select("glue/lakehouse/process/mask.py")["glue"]).to.include("tests/glue/test_mask.py");
    expect(select("tests/glue/conftest.py")["glue"]).to.include("tests/glue/test_types.py");
  });

  it("leave engines alone where they can't matter", () => {
    for (const file of ["policy/verdict.ts", "tests/unit/model/names.test.ts", "README.md"]) {
      expect(files, file).to.include(file);
      expect(select(file), file).not.to.have.any.keys("glue", "sandbox");
    }
  });
});
