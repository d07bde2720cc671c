/** The `lakehouse` command as a user runs it: a process of its own, against the running sandbox. */
import { spawn } from "node:child_process";

export interface CommandResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stdin?: string;
  /** Called when it has begun, with what presses Ctrl-C. */
  readonly onStart?: (interrupt: () => void) => Promise<void>;
}

export const lakehouse = (argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> =>
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
    options.onStart?.(() => child.kill("SIGINT")).catch(reject);
  });

/** The command's one JSON document. */
export const lakehouseJson = async <Document>(...argv: readonly string[]): Promise<Document> => {
  const { exitCode, stdout, stderr } = await lakehouse([...argv, "--json"]);
  if (exitCode !== 0) throw new Error(`lakehouse ${argv.join(" ")} ended with ${String(exitCode)}:\n${stderr}`);
  return JSON.parse(stdout) as Document;
};
