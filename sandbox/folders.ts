/** Where the sandbox stores things: a clone's own data is in the clone, what any clone can reuse is in the cache. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { sandboxError } from "./problems.ts";

export const repositoryRoot = resolve(fileURLToPath(new URL("..", import.meta.url)));

export interface Folders {
  /** State, logs and data of this sandbox; ignored by git. */
  readonly root: string;
  readonly data: string;
  readonly logs: string;
  /** Folders of individual Glue job runs. */
  readonly glueRuns: string;
  /** The parts' temporary files. */
  readonly temporary: string;
  readonly stateFile: string;
  /** Trino's access rules; the emulator writes them from Lake Formation's grants. */
  readonly accessRulesFile: string;
  /** Environments, runtimes of Java and Node, and archives, each under the hash of its inputs. */
  readonly cache: string;
}

/** `LAKEHOUSE_SANDBOX_FOLDER` allows a second sandbox. */
export const sandboxFolders = (environment: NodeJS.ProcessEnv = process.env): Folders => {
  const root = resolve(environment["LAKEHOUSE_SANDBOX_FOLDER"] ?? join(repositoryRoot, ".sandbox"));
  const cacheHome = environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return {
    root,
    data: join(root, "data"),
    logs: join(root, "logs"),
    glueRuns: join(root, "glue-runs"),
    temporary: join(root, "tmp"),
    stateFile: join(root, "state.json"),
    accessRulesFile: join(root, "access-rules.json"),
    cache: join(cacheHome, "lakehouse-sandbox"),
  };
};

/**
 * Java's class path and Python's search path are separated by colons, Spark's folders and pyspark's files by commas,
 * and none of them can be escaped.
 *
 * @throws ProblemsError SANDBOX_FOLDER_UNUSABLE
 */
export const requireUsableFolders = ({ root, cache }: Pick<Folders, "root" | "cache">): void => {
  for (const folder of [repositoryRoot, root, cache]) {
    const [found] = /[:,\n]/.exec(folder) ?? [];
    if (found === undefined) continue;
    const message = `its path has ${JSON.stringify(found)} in it, which divides the lists of paths that Java, Python and Spark are given; anything but colons, commas and line ends is allowed`;
    const fix =
      "move the repository; LAKEHOUSE_SANDBOX_FOLDER moves the sandbox's data, and XDG_CACHE_HOME what was downloaded";
    throw sandboxError("SANDBOX_FOLDER_UNUSABLE", folder, message, fix);
  }
};
