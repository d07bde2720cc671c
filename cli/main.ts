/** The `lakehouse` command: the entry point that touches process, terminal and sandbox. */
import { useSandboxEndpoint } from "./endpoint.ts";
import { useCallersFolder } from "./folders.ts";
import { describeError, exitCodes, renderFailure } from "./output/errors.ts";
import { createProgress } from "./output/progress.ts";
import { runCommand } from "./program.ts";

/** How long a command may take to clean up after an interrupt, e.g. to stop its query. */
const interruptGraceMs = 2000;

const interruption = (): AbortSignal => {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    // What can't be aborted, such as a download, is abandoned: the next start continues it.
    setTimeout(() => {
      process.stderr.write(`${renderFailure(describeError(controller.signal.reason))}\n`);
      process.exit(exitCodes.interrupted);
    }, interruptGraceMs).unref();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return controller.signal;
};

// The reader may have seen enough: `lakehouse query … | head`.
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
// Nobody may be reading the remaining output.
if (exitCode === exitCodes.interrupted) process.exit();
