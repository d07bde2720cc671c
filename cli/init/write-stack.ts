/** Creates a stack's file: from its existing file, or from one of the repository's. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveConfig, givenSettings } from "../../infra/config.ts";
import { placeholderProblems } from "../../infra/config/placeholders.ts";
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
export const stackProblems = (stack: string, text: string, sourceNames: readonly string[]): readonly Problem[] => {
  const config = stackConfigOf(text);
  return [
    ...stackNameProblems(projectName, stack),
    ...resolveConfig(stack, config, sourceNames).problems,
    ...placeholderProblems(givenSettings(config), "lakehouse:"),
  ];
};

/** Writes the file unless something is wrong with it; returns the problems. */
export const writeStack = (
  root: string,
  stack: string,
  start: string,
  settings: StackSettings,
  sourceNames: readonly string[],
): readonly Problem[] => {
  const text = writeSettings(start, stack, settings);
  const problems = stackProblems(stack, text, sourceNames);
  if (problems.length === 0) writeFileSync(stackFile(root, stack), text);
  return problems;
};
