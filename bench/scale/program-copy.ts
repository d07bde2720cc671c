import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../cli/folders.ts";
import { scaleContracts, withMeasuredSources, type SmallDatasets } from "./contracts.ts";
import { pagedContracts } from "./paged.ts";

/** The files that make up the program and its sandbox deployment. */
const parts = [
  ...["aws", "contracts", "glue", "infra", "lambdas", "model", "sandbox", "sources", "sql"],
  ...["Pulumi.yaml", "Pulumi.sandbox.yaml", "package.json", "tsconfig.json"],
];

/**
 * A copy of the program with the scale contracts next to its own. A program reads only its own folder's contracts, so
 * other contracts need another folder.
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
  writeFileSync(sources, withMeasuredSources(readFileSync(sources, "utf8")));
  for (const { name, text } of [...scaleContracts(small), ...pagedContracts()])
    writeFileSync(join(contracts, name), text);
  return folder;
};
