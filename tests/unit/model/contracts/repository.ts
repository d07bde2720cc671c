/** The repository's own contracts as text, for compiling them together with another contract. */
import { readdirSync, readFileSync } from "node:fs";
import { compileContracts, type ContractTexts, type TextFile } from "../../../../model/contracts/compile.ts";
import { formatProblem } from "../../../../model/validation/problem.ts";
import { contractKinds } from "../../../../sources/index.ts";

const read = (file: string, shownAs = file): TextFile => ({ file: shownAs, text: readFileSync(file, "utf8") });

export const repositoryTexts: ContractTexts = {
  sources: read("contracts/sources.yaml"),
  contracts: readdirSync("contracts")
    .filter((name) => name.endsWith(".odcs.yaml"))
    .map((name) => read(`contracts/${name}`)),
};

/** A valid contract that isn't in the repository; each invalid one differs from it by its error. */
export const validContract = readFileSync("tests/contracts/valid/flights.gates.odcs.yaml", "utf8");

export const withContract = (text: string): ContractTexts => ({
  ...repositoryTexts,
  contracts: [...repositoryTexts.contracts, { file: "contracts/flights.gates.odcs.yaml", text }],
});

export const messages = (texts: ContractTexts): readonly string[] => {
  const result = compileContracts(texts, contractKinds);
  return "problems" in result ? result.problems.map(formatProblem) : [];
};
