import { join, relative, resolve } from "node:path";

export const repositoryRoot = resolve(import.meta.dirname, "..");
export const contractsFolder = join(repositoryRoot, "contracts");

/** A path relative to the caller's working directory. */
export const shownPath = (path: string): string => relative(process.cwd(), path) || ".";

/**
 * npm runs its scripts in the repository's folder, wherever it is called from, and records that folder. Paths that a
 * person enters or reads are relative to it.
 */
export const useCallersFolder = (): void => {
  const { INIT_CWD: folder, npm_lifecycle_event: script } = process.env;
  if (script === "lakehouse" && folder !== undefined) process.chdir(folder);
};
