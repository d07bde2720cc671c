/** The repository's own contracts as text, to compile them with another contract beside them. */
import { readdirSync, readFileSync } from "node:fs";
import { compileContracts, type ContractTexts, type TextFile } from "../../../../model/contracts/compile.ts";
import { formatProblem } from "../../../../model/validation/problem.ts";

const read = (file: string, shownAs = file): TextFile => ({ file: shownAs, text: readFileSync(file, "utf8") });

export const repositoryTexts: ContractTexts = {
  sources: read("contracts/sources.yaml"),
  contracts: readdirSync("contracts")
    .filter((name) => name.endsWith(".odcs.yaml"))
    .map((name) => read(`contracts/${name}`)),
};

/** A correct contract that the repository doesn't have; the invalid ones differ from it by their mistake. */
export const validContract = readFileSync("tests/contracts/valid/flights.gates.odcs.yaml", "utf8");

export const withContract = (text: string): ContractTexts => ({
  ...repositoryTexts,
  contracts: [...repositoryTexts.contracts, { file: "contracts/flights.gates.odcs.yaml", text }],
});

export const messages = (texts: ContractTexts): readonly string[] => {
  const result = compileContracts(texts);
  return "problems" in result ? result.problems.map(formatProblem) : [];
};
