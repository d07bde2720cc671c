import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** A file in a contracts folder. */
export interface ContractFile {
  readonly name: string;
  readonly text: string;
}

/** The files that make up the program and its sandbox deployment. */
const parts = [
  ...["aws", "contracts", "dashboards", "glue", "infra", "lambdas", "mails", "model", "sandbox", "sources", "sql"],
  ...["Pulumi.yaml", "Pulumi.sandbox.yaml", "package.json", "tsconfig.json"],
];

/** A sources file with more sources, each an entry as YAML has it. */
export const withSources = (text: string, sources: readonly object[]): string => {
  const document = parseDocument(text);
  for (const source of sources) document.addIn(["sources"], document.createNode(source));
  return document.toString({ lineWidth: 0 });
};

export interface MoreContracts {
  readonly contracts: readonly ContractFile[];
  /** Entries of the sources file. */
  readonly sources: readonly object[];
}

/**
 * A copy of the program with more contracts next to its own. A program reads only its own folder's contracts, so other
 * contracts need another folder.
 *
 * @param root the repository
 * @param folder replaced by the copy
 */
export const copyProgram = (root: string, folder: string, { contracts, sources }: MoreContracts): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const isKept = (path: string): boolean => !path.endsWith("__pycache__");
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true, filter: isKept });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const own = join(folder, "contracts");
  const file = join(own, "sources.yaml");
  writeFileSync(file, withSources(readFileSync(file, "utf8"), sources));
  for (const { name, text } of contracts) writeFileSync(join(own, name), text);
};
