import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parent: string | null;
}

const root = join(import.meta.dirname, "..", "..", "..");

/** Runs the command that prints the program's resources. */
export const runResources = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, ["--import", "tsx", "infra/resources.ts", ...args], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });

let recorded: Promise<Recorded[]> | undefined;

/** Every resource that the program registers for the stack "dev"; recorded once per test run. */
export const recordedResources = (): Promise<Recorded[]> => {
  recorded ??= runResources("--stack", "dev").then(({ stdout }) => JSON.parse(stdout) as Recorded[]);
  return recorded;
};
