/** Runs a setup command to completion. */
import { spawn } from "node:child_process";
import { sandboxError } from "../problems.ts";
import { utf8Locale } from "../processes/locale.ts";

export interface RunOptions {
  /** Called with each line of output. */
  readonly onLine?: (line: string) => void;
  readonly environment?: Readonly<Record<string, string>>;
}

const keptLines = 20;

/** Returns its standard output. Throws with the last lines of its output if it fails. */
export const run = async (command: string, args: readonly string[], options: RunOptions = {}): Promise<string> => {
  const lines: string[] = [];
  let output = "";
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...utf8Locale, ...options.environment },
  });
  const take = (text: string): void => {
    for (const line of text.split("\n").filter((part) => part.trim() !== "")) {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      options.onLine?.(line);
    }
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    take(text);
  });
  child.stderr.setEncoding("utf8").on("data", take);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return output;
  throw sandboxError(
    "SANDBOX_SETUP_FAILED",
    [command, ...args].join(" "),
    `it ended with ${code === null ? "a signal" : `exit code ${code}`}; the end of its output:\n${lines.join("\n")}`,
    "fix what the output names, then start again",
  );
};
