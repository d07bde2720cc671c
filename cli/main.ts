/** The `lakehouse` command: the edge at which process, terminal and sandbox are touched. */
import { useSandboxEndpoint } from "./endpoint.ts";
import { useCallersFolder } from "./folders.ts";
import { describeError, exitCodes, renderFailure } from "./output/errors.ts";
import { createProgress } from "./output/progress.ts";
import { runCommand } from "./program.ts";

/** How long a command may take to end what it waits for, e.g. to stop its query, after it was interrupted. */
const interruptGraceMs = 2000;

const interruption = (): AbortSignal => {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    // What can't be aborted, such as a download, is left as it is: the next start takes it up.
    setTimeout(() => {
      process.stderr.write(`${renderFailure(describeError(controller.signal.reason))}\n`);
      process.exit(exitCodes.interrupted);
    }, interruptGraceMs).unref();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return controller.signal;
};

// Whoever reads the answer may have seen enough: `lakehouse query … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.ok);
});

useCallersFolder();
useSandboxEndpoint(process.argv.includes("--account"));
const exitCode = await runCommand(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  progress: createProgress(process.stderr),
  signal: interruption(),
});
process.exitCode = exitCode;
// Nobody may be reading what is still to be written.
if (exitCode === exitCodes.interrupted) process.exit();
