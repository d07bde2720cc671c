/** The `lakehouse` command against the running sandbox. */
import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { createProgress } from "../../cli/output/progress.ts";
import { runCommand } from "../../cli/program.ts";
import { useSandboxInProcess } from "./sandbox.ts";

export interface CommandResult {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stdin?: string;
}

export interface ProgramOptions extends CommandOptions {
  /** Aborts as Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Called with each write to stdout. */
  readonly onWritten?: (text: string) => void;
}

export interface ProcessOptions extends CommandOptions {
  /**
   * Called once the command has started, with a function that presses Ctrl-C, and one that returns its stderr so far.
   */
  readonly onStart?: (interrupt: () => void, said: () => string) => Promise<void>;
}

/**
 * Runs the command's program in this process: everything but its startup, which takes longer than most commands run
 * here.
 */
export const lakehouse = async (argv: readonly string[], options: ProgramOptions = {}): Promise<CommandResult> => {
  useSandboxInProcess();
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    write: (text: string): boolean => {
      written[name] += text;
      if (name === "stdout") options.onWritten?.(text);
      return true;
    },
  });
  const stderr = stream("stderr");
  const exitCode = await runCommand(argv, {
    stdin: Readable.from([Buffer.from(options.stdin ?? "")]),
    stdout: stream("stdout"),
    stderr,
    progress: createProgress(stderr),
    signal: options.signal ?? new AbortController().signal,
  });
  return { exitCode, ...written };
};

/** Runs the command as a user does, in its own process: for tests of streams, signals, exit codes and startup. */
export const lakehouseProcess = (argv: readonly string[], options: ProcessOptions = {}): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["cli/bootstrap.mjs", "cli/main.ts", ...argv], { stdio: "pipe" });
    const written = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      written.stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      written.stderr += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (exitCode) => {
      resolve({ exitCode, ...written });
    });
    child.stdin.end(options.stdin ?? "");
    const said = (): string => written.stderr;
    options.onStart?.(() => child.kill("SIGINT"), said).catch(reject);
  });

/** The command's one JSON document. */
export const lakehouseJson = async <Document>(...argv: readonly string[]): Promise<Document> => {
  const { exitCode, stdout, stderr } = await lakehouse([...argv, "--json"]);
  if (exitCode !== 0) throw new Error(`lakehouse ${argv.join(" ")} ended with ${String(exitCode)}:\n${stderr}`);
  return JSON.parse(stdout) as Document;
};
