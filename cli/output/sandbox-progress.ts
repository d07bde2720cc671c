import type { SandboxProgress } from "../../sandbox/index.ts";
import { formatBytes } from "./format.ts";

/** Merges the progress of the sandbox's parallel parts into one line: what is in progress right now. */
export const sandboxProgressLine = (): ((progress: SandboxProgress) => string) => {
  const underWay = new Map<string, string>();
  return (progress) => {
    const { step } = progress;
    if (progress.kind === "finished") underWay.delete(step);
    else if (progress.kind === "bytes") {
      underWay.set(step, `${step}: ${formatBytes(progress.bytes)} of ${formatBytes(progress.totalBytes)}`);
    } else underWay.set(step, `${step}: ${progress.message}`);
    return [...underWay.values()].join("; ");
  };
};
