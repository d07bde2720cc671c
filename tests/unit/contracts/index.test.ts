import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../contracts/index.ts";
import { ProblemsError } from "../../../model/validation/problem.ts";

const problemsOf = (directory: string): ProblemsError => {
  try {
    loadContracts(directory);
  } catch (error) {
    if (error instanceof ProblemsError) return error;
    throw error;
  }
  throw new Error(`${directory} has no problems`);
};

describe("loading contracts", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "contracts-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("compiles the repository's folder", () => {
    const { bundle, hash, json } = loadContracts("contracts");
    expect(bundle.datasets).to.have.length(22);
    expect(hash).to.have.length(64);
    expect(JSON.parse(json)).to.deep.equal(bundle);
  });

  it("says which files are missing from a folder", () => {
    expect(problemsOf(folder).problems.map((problem) => `${problem.code} ${problem.message}`)).to.deep.equal([
      "CONTRACTS_MISSING there is no *.odcs.yaml file; each dataset has one",
      "CONTRACTS_MISSING there is no sources.yaml; it describes the systems that data comes from",
    ]);
    expect(problemsOf(join(folder, "absent")).problems).to.have.length(2);
  });

  it("throws the problems of a folder's files together", () => {
    cpSync("contracts", folder, { recursive: true });
    cpSync("tests/invalid/version.odcs.yaml", join(folder, "flights.gates.odcs.yaml"));
    cpSync("tests/invalid/sources/source-name.yaml", join(folder, "sources.yaml"));
    const error = problemsOf(folder);
    expect(error.problems.map((problem) => problem.code)).to.deep.equal(["SOURCE_NAME", "CONTRACT_VERSION"]);
    expect(error.message).to.match(/^contracts: 2 problems\nSOURCE_NAME .*sources\.yaml:10 sources\[2\]\.name: /);
  });
});
