import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../cli/folders.ts";
import { scaleContracts, withScaleSource, type SmallDatasets } from "./contracts.ts";

/** What the program and its deployment to a sandbox are made of. */
const parts = [
  ...["aws", "contracts", "glue", "infra", "lambdas", "model", "sandbox", "sql"],
  ...["Pulumi.yaml", "Pulumi.sandbox.yaml", "package.json", "tsconfig.json"],
];

/**
 * A copy of the program with the scale contracts beside its own. A program reads the contracts of its folder and of no
 * other, so other contracts need another folder.
 *
 * @returns the folder
 */
export const copyProgram = (parent: string, small: SmallDatasets): string => {
  const folder = join(parent, "program");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const isKept = (path: string): boolean => !path.endsWith("__pycache__");
  for (const part of parts) {
    cpSync(join(repositoryRoot, part), join(folder, part), { recursive: true, filter: isKept });
  }
  symlinkSync(join(repositoryRoot, "node_modules"), join(folder, "node_modules"));
  const contracts = join(folder, "contracts");
  const sources = join(contracts, "sources.yaml");
  writeFileSync(sources, withScaleSource(readFileSync(sources, "utf8")));
  for (const { name, text } of scaleContracts(small)) writeFileSync(join(contracts, name), text);
  return folder;
};
