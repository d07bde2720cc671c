import { Readable } from "node:stream";
import { runCommand } from "../../../../cli/program.ts";
import type { Progress } from "../../../../cli/output/progress.ts";

const silent: Progress = { note: () => undefined, step: (_title, work) => work({ update: () => undefined }) };

/** Runs a command in this process, without a sandbox. */
export const run = async (
  ...argv: readonly string[]
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> => {
  const written = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({
    write: (text: string): boolean => {
      written[name] += text;
      return true;
    },
  });
  const exitCode = await runCommand(argv, {
    stdin: Readable.from([]),
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    progress: silent,
    signal: new AbortController().signal,
  });
  return { exitCode, ...written };
};
