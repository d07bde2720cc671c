/** `npm test -- --changed`: from Git's changes to the suites and files to run, with reasons. */
import { existsSync } from "node:fs";
import { readChanges } from "./changes.ts";
import { pythonImports, typescriptImports } from "./imports.ts";
import { ruleEdges } from "./rules.ts";
import { selectTests, type Selection } from "./select.ts";

export interface ChangedTests {
  readonly since: string;
  readonly changed: readonly string[];
  readonly selections: readonly Selection[];
}

/** Tests that the changes since a commit can have broken. */
export const changedTests = (base?: string): ChangedTests => {
  const { since, changed, removed, files } = readChanges(base);
  const python = files.filter((file) => file.endsWith(".py") && existsSync(file));
  const edges = [...typescriptImports(), ...pythonImports(python), ...ruleEdges(files)];
  return { since, changed, selections: selectTests(changed, removed, { files, edges }) };
};

const shown = 5;

const linesOf = ({ suite, files, reason }: Selection, isWhole: boolean): readonly string[] => {
  if (files === undefined) return [`${suite}: all, ${reason ?? ""}`];
  const first = isWhole ? files : files.slice(0, shown);
  const left = files.length - first.length;
  const more = left > 0 ? [`  … and ${left} more (--list names all)`] : [];
  const ways = first.map(({ way }) => `  ${way.join(" ← ")}`);
  return [`${suite}: ${files.length} ${files.length === 1 ? "file" : "files"}`, ...ways, ...more];
};

/**
 * What will run and why, for people; for a suite with many files only the first ones, unless the whole list is
 * requested.
 */
export const renderChangedTests = ({ since, changed, selections }: ChangedTests, isWhole = false): string => {
  const count = `${changed.length} ${changed.length === 1 ? "file" : "files"} changed since ${since}.`;
  if (selections.length === 0) return `${count} There is nothing to test.\n`;
  return `${[count, "A test runs for what it leads to:", ...selections.flatMap((selection) => linesOf(selection, isWhole))].join("\n")}\n`;
};
