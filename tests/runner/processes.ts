/** The processes of a run: each in its own group, so that an interrupt ends all of them in order. */
import { spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Say } from "./lines.ts";

/** How long a suite may take to stop what it started: a sandbox, a Spark session. */
const graceMilliseconds = 60_000;

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly write: Say;
  /** Whether it has priority on the processor: these can do with what it leaves, but not vice versa. */
  readonly goesFirst?: boolean;
}

/** A third of the usual weight: of two cores, the prioritized lane gets a whole one, next to two others. */
const nice = 5;

/** Affects only speed, so a system that refuses is not a failure. */
const lowerPriority = (pid: number): void => {
  try {
    setPriority(pid, nice);
    // Where Linux schedules by session, the session's own nice value counts: sched(7), "The autogroup feature"
    writeFileSync(`/proc/${pid}/autogroup`, nice.toString());
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
  }
};

const running = new Set<ChildProcess>();
let isInterrupted = false;

/** Whether `interruptAll` was called: nothing is started after it. */
export const interrupted = (): boolean => isInterrupted;

const signalGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    // it has ended in the meantime
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

/** Runs a command to completion; returns its exit code, or null if a signal ended it. */
export const run = (command: string, argv: readonly string[], { environment, write, goesFirst = false }: RunOptions) =>
  new Promise<number | null>((resolve, reject) => {
    if (isInterrupted) {
      resolve(null);
      return;
    }
    const child = spawn(command, argv, {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}), ...environment },
    });
    running.add(child);
    if (child.pid !== undefined && !goesFirst) lowerPriority(child.pid);
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", write);
    child.on("error", reject);
    child.on("close", (exitCode) => {
      running.delete(child);
      // what a killed test left in its group
      signalGroup(child, "SIGKILL");
      resolve(exitCode);
    });
  });

/** Asks every process to end, and kills the remaining ones after a grace period. */
export const interruptAll = async (): Promise<void> => {
  isInterrupted = true;
  for (const child of running) signalGroup(child, "SIGINT");
  const deadline = performance.now() + graceMilliseconds;
  while (running.size > 0 && performance.now() < deadline) await sleep(100);
  for (const child of running) signalGroup(child, "SIGKILL");
};
