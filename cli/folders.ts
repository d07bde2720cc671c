import { join, relative, resolve } from "node:path";

export const repositoryRoot = resolve(import.meta.dirname, "..");
export const contractsFolder = join(repositoryRoot, "contracts");

/** A path as a person gives it, from where they stand. */
export const shownPath = (path: string): string => relative(process.cwd(), path) || ".";

/**
 * npm runs its scripts in the repository's folder, wherever it is called, and says where that was. Paths that a person
 * gives or reads are meant from there.
 */
export const useCallersFolder = (): void => {
  const { INIT_CWD: folder, npm_lifecycle_event: script } = process.env;
  if (script === "lakehouse" && folder !== undefined) process.chdir(folder);
};
