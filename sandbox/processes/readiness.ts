/** Waits until a part is ready, or reports why it won't be. */
import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxError } from "../problems.ts";
import { isSameProcess, type ProcessIdentity } from "./identity.ts";

const pollMilliseconds = 100;
const answerTimeoutMilliseconds = 2_000;

/** The last lines of a file, without reading the rest of it. */
export const tailOf = (path: string, lines: number): string => {
  if (!existsSync(path)) return "";
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const length = Math.min(size, lines * 400);
    const buffer = Buffer.alloc(length);
    readSync(file, buffer, 0, length, size - length);
    return buffer.toString("utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    closeSync(file);
  }
};

export interface Readiness {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly url: string;
  readonly logFile: string;
  readonly timeoutSeconds: number;
  readonly isReady: (answer: Response) => Promise<boolean>;
}

const answers = async (readiness: Readiness): Promise<boolean> => {
  try {
    const answer = await fetch(readiness.url, { signal: AbortSignal.timeout(answerTimeoutMilliseconds) });
    const ready = await readiness.isReady(answer);
    if (!answer.bodyUsed) await answer.body?.cancel();
    return ready;
  } catch (error) {
    // Nothing listens yet (fetch wraps the cause in a TypeError), or the response takes too long.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError")) return false;
    throw error;
  }
};

export const waitUntilReady = async (readiness: Readiness): Promise<void> => {
  const deadline = performance.now() + readiness.timeoutSeconds * 1000;
  const fail = (message: string): never => {
    const tail = tailOf(readiness.logFile, 15);
    throw sandboxError(
      "SANDBOX_PART_FAILED",
      readiness.name,
      `${message}; the end of its log:\n${tail}`,
      `read ${readiness.logFile}`,
    );
  };
  while (!(await answers(readiness))) {
    if (!isSameProcess(readiness.identity)) fail("it ended while starting");
    if (performance.now() > deadline) fail(`it did not answer within ${readiness.timeoutSeconds} s`);
    await sleep(pollMilliseconds);
  }
};
