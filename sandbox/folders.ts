/** Where the sandbox keeps things: what belongs to a clone is in the clone, what any clone can reuse is in the cache. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = resolve(fileURLToPath(new URL("..", import.meta.url)));

export interface Folders {
  /** State, logs and data of this sandbox; ignored by git. */
  readonly root: string;
  readonly data: string;
  readonly logs: string;
  /** Folders of single Glue job runs. */
  readonly glueRuns: string;
  /** For what the parts leave in a temporary folder. */
  readonly temporary: string;
  readonly stateFile: string;
  /** What Athena's engine goes by; the emulator writes it from Lake Formation's grants. */
  readonly accessRulesFile: string;
  /** Environments, Java runtimes and archives, each under the hash of what it was made from. */
  readonly cache: string;
}

/** `LAKEHOUSE_SANDBOX_FOLDER` lets a second sandbox stand beside the first. */
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
