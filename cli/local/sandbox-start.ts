import { startSandbox, type SourceOptions } from "../../sandbox/index.ts";
import { useSandboxEndpoint } from "../endpoint.ts";
import type { Progress } from "../output/progress.ts";
import { sandboxProgressLine } from "../output/sandbox-progress.ts";

/** Starts stopped parts of the sandbox, with progress, and points this process's AWS clients to it. */
export const bringUpSandbox = async (progress: Progress, source: SourceOptions): Promise<Record<string, string>> => {
  const environment = await progress.step("Sandbox: set up and start", (step) => {
    const line = sandboxProgressLine();
    return startSandbox({
      source,
      onProgress: (report) => {
        step.update(line(report));
      },
    });
  });
  useSandboxEndpoint();
  return environment;
};
