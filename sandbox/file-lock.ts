/** A lock between processes: a file that names its holder, ignored if the holder is dead. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxError } from "./problems.ts";
import { isSameProcess, processStart, type ProcessIdentity } from "./processes/identity.ts";

const pollMilliseconds = 200;

const tryTake = (path: string, self: ProcessIdentity): boolean => {
  try {
    writeFileSync(path, JSON.stringify(self), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

const readHolder = (path: string): ProcessIdentity | undefined => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity;
  } catch (error) {
    // Removed in the meantime, or its holder was killed between creating and writing it.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
};

/** Renames a dead holder's file, so that only one of two waiters removes it. */
const dropStale = (path: string, self: ProcessIdentity): void => {
  const aside = `${path}.stale-${self.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  rmSync(aside, { force: true });
};

/** Runs `work` while holding the lock at `path`; waits at most `timeoutSeconds` for another holder to finish. */
export const withFileLock = async <T>(path: string, timeoutSeconds: number, work: () => Promise<T>): Promise<T> => {
  mkdirSync(dirname(path), { recursive: true });
  const self: ProcessIdentity = { pid: process.pid, start: processStart(process.pid) ?? "" };
  const deadline = performance.now() + timeoutSeconds * 1000;
  let unreadablePolls = 0;
  while (!tryTake(path, self)) {
    const holder = readHolder(path);
    unreadablePolls = holder === undefined ? unreadablePolls + 1 : 0;
    if (holder !== undefined ? !isSameProcess(holder) : unreadablePolls > 5) {
      dropStale(path, self);
      continue;
    }
    if (performance.now() > deadline) {
      throw sandboxError(
        "SANDBOX_BUSY",
        path,
        `process ${holder?.pid.toString() ?? "unknown"} has held the lock for ${timeoutSeconds} s`,
        "wait until the other command ends, or stop it, then try again",
      );
    }
    await sleep(pollMilliseconds);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
};
