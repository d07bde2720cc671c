import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

const git = async (folder: string, ...args: readonly string[]): Promise<string | undefined> => {
  try {
    return (await run("git", ["-C", folder, ...args])).stdout.trim();
  } catch (error) {
    // No git, or no repository: a copy of the files can also be applied.
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
};

/** The repository's commit, with `-dirty` if files in `sql` differ from it; `undefined` outside a repository. */
export const currentCommit = async (root: string): Promise<string | undefined> => {
  const [commit, changed] = await Promise.all([
    git(root, "rev-parse", "HEAD"),
    git(root, "status", "--porcelain", "--", "sql"),
  ]);
  if (commit === undefined) return undefined;
  return changed === "" ? commit : `${commit}-dirty`;
};
