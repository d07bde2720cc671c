/** What has changed, according to Git. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

export interface Changes {
  /** The base of the comparison, in words. */
  readonly since: string;
  readonly changed: readonly string[];
  /** Changed files that no longer exist. */
  readonly removed: ReadonlySet<string>;
  /** All files of the repository that Git tracks or would add, and deleted ones. */
  readonly files: readonly string[];
}

const git = (...argv: readonly string[]): string => execFileSync("git", argv, { encoding: "utf8" });

const lines = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

const hasCommit = (name: string): boolean => {
  try {
    git("rev-parse", "--quiet", "--verify", `${name}^{commit}`);
    return true;
  } catch {
    return false; // Git's exit code is the answer
  }
};

/** Where this branch left `main`: the remote's, if there is one. On `main` itself that is HEAD. */
const defaultBase = (): { readonly commit: string; readonly since: string } => {
  const main = ["origin/main", "main"].find(hasCommit);
  const head = git("rev-parse", "HEAD").trim();
  if (main === undefined) return { commit: head, since: "HEAD, because there is no branch main" };
  const commit = git("merge-base", "HEAD", main).trim();
  const since = commit === head ? `HEAD, which is on ${main}` : `${commit.slice(0, 9)}, where HEAD left ${main}`;
  return { commit, since };
};

/** Changes since a commit, including uncommitted and untracked files. Throws if the base isn't a commit. */
export const readChanges = (base?: string): Changes => {
  if (base !== undefined && !hasCommit(base)) {
    throw new Error(
      `BASE_UNKNOWN --changed: found "${base}", which is not a commit. Fix: name a branch, tag or commit; suites come before --changed.`,
    );
  }
  const { commit, since } = base === undefined ? defaultBase() : { commit: base, since: base };
  const added = lines(git("ls-files", "--others", "--exclude-standard"));
  const changed = [...lines(git("diff", "--name-only", "--no-renames", commit)), ...added];
  const files = [...new Set([...lines(git("ls-files")), ...changed])];
  return { since, changed, files, removed: new Set(files.filter((file) => !existsSync(file))) };
};
