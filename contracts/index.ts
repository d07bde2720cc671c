/** Reads the contracts from their folder; the rules are in model/contracts. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { compileContracts, type CompiledContracts, type TextFile } from "../model/contracts/compile.ts";
import { contractKinds } from "../sources/index.ts";
import { ProblemsError, type Problem } from "../model/validation/problem.ts";

const readText = (path: string): TextFile => ({
  file: relative(process.cwd(), path).replaceAll("\\", "/"),
  text: readFileSync(path, "utf8"),
});

const missing = (directory: string, name: string, what: string): Problem => ({
  code: "CONTRACTS_MISSING",
  place: directory,
  message: `there is no ${name}; ${what}`,
  fix: "name the folder that holds the contracts, or add the file",
});

/**
 * Compiles a folder's contracts: `*.odcs.yaml` and `sources.yaml`.
 * @throws ProblemsError with every problem of every file
 */
export const loadContracts = (directory: string): CompiledContracts => {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const contracts = names.filter((name) => name.endsWith(".odcs.yaml"));
  const absent = [
    ...(contracts.length > 0 ? [] : [missing(directory, "*.odcs.yaml file", "each dataset has one")]),
    ...(names.includes("sources.yaml")
      ? []
      : [missing(directory, "sources.yaml", "it describes the systems that data comes from")]),
  ];
  if (absent.length > 0) throw new ProblemsError("contracts", absent);
  const texts = {
    sources: readText(join(directory, "sources.yaml")),
    contracts: contracts.map((name) => readText(join(directory, name))),
  };
  const result = compileContracts(texts, contractKinds);
  if ("problems" in result) throw new ProblemsError("contracts", result.problems);
  return result;
};
