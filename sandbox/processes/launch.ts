/** Starts a part that outlives the command, in its own process group, which can be ended as a whole. */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { sandboxError } from "../problems.ts";
import { utf8Locale } from "./locale.ts";
import { processStart, type ProcessIdentity } from "./identity.ts";

/**
 * Set in the environment of every process of a sandbox to its folder, to find processes when the state file is lost.
 */
export const markerVariable = "LAKEHOUSE_SANDBOX_PROCESS_OF";

export interface Launch {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  readonly logFile: string;
  /** Root folder of the sandbox that the process belongs to. */
  readonly sandboxRoot: string;
}

/** Variables of the caller that the parts may need; nothing else leaks into them, AWS settings least of all. */
const inherited = ["PATH", "HOME", "USER", "LANG", "TMPDIR", "SSL_CERT_FILE", "XDG_CACHE_HOME"];

export const launchDetached = async (launch: Launch): Promise<ProcessIdentity> => {
  mkdirSync(dirname(launch.logFile), { recursive: true });
  mkdirSync(launch.workingFolder, { recursive: true });
  const log = openSync(launch.logFile, "w");
  const environment: Record<string, string> = {
    ...utf8Locale,
    ...launch.environment,
    [markerVariable]: launch.sandboxRoot,
  };
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) environment[name] ??= value;
  }
  try {
    const child = spawn(launch.command, launch.arguments, {
      cwd: launch.workingFolder,
      env: environment,
      detached: true,
      stdio: ["ignore", log, log],
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    const { pid } = child;
    const start = pid === undefined ? undefined : processStart(pid);
    if (pid === undefined || start === undefined) {
      throw sandboxError("SANDBOX_PART_DIED", launch.name, "it ended at once", `read ${launch.logFile}`);
    }
    return { pid, start };
  } finally {
    closeSync(log);
  }
};
