/** Creates a stack's file: from its existing file, or from one of the repository's. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveConfig, givenSettings } from "../../infra/config.ts";
import { placeholderProblems } from "../../infra/config/placeholders.ts";
import type { NamedSource } from "../../infra/config/schema.ts";
import { stackNameProblems } from "../../infra/config/stack-name.ts";
import { stackConfigOf } from "../../infra/in-process/stack-config.ts";
import { projectName } from "../../model/names.ts";
import type { Problem } from "../../model/validation/problem.ts";
import { writeSettings, type StackSettings } from "./settings.ts";

export const templates = ["dev", "prod"] as const;
export type Template = (typeof templates)[number];

export const stackFile = (root: string, stack: string): string => join(root, `Pulumi.${stack}.yaml`);

/** The initial text of a stack's file. */
export const startingText = (root: string, stack: string, template: Template): string => {
  const present = stackFile(root, stack);
  return readFileSync(existsSync(present) ? present : stackFile(root, template), "utf8");
};

/** What is wrong with a stack's file, as far as the file alone shows. */
export const stackProblems = (stack: string, text: string, sources: readonly NamedSource[]): readonly Problem[] => {
  const config = stackConfigOf(text);
  return [
    ...stackNameProblems(projectName, stack),
    ...resolveConfig(stack, config, sources).problems,
    ...placeholderProblems(givenSettings(config), "lakehouse:"),
  ];
};

/** Writes the file unless something is wrong with it; returns the problems. */
export const writeStack = (
  root: string,
  stack: string,
  start: string,
  settings: StackSettings,
  sources: readonly NamedSource[],
): readonly Problem[] => {
  const text = writeSettings(start, stack, settings, sources);
  const problems = stackProblems(stack, text, sources);
  if (problems.length === 0) writeFileSync(stackFile(root, stack), text);
  return problems;
};
