/** AWS on a laptop: starts, stops and describes this clone's sandbox. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { awsEnvironment } from "./account.ts";
import { withFileLock } from "./file-lock.ts";
import { requireUsableFolders, sandboxFolders } from "./folders.ts";
import { endParts, isRunning, startPageServer, startParts, type PageServer } from "./lifecycle.ts";
import { localUrl } from "./parts/part.ts";
import type { SourceOptions } from "./parts/source.ts";
import { sandboxError } from "./problems.ts";
import { groupMembers, markedProcesses } from "./processes/terminate.ts";
import type { OnProgress, SandboxProgress } from "./progress.ts";
import { install } from "./setup/install.ts";
import { partNames, readState, type DemoSource, type PartName, type SandboxState } from "./state.ts";

export type { DemoSource, OnProgress, PartName, SandboxProgress, SourceOptions };
export { partNames as sandboxParts };
export { confirmAddress, sandboxMailbox } from "./mailbox.ts";

const lockTimeoutSeconds = 1_800;

export interface StartSandboxOptions {
  readonly onProgress?: OnProgress;
  /** What the demo source serves. A source running with other settings is restarted; the other parts stay. */
  readonly source?: SourceOptions;
}

export interface SandboxPartStatus {
  readonly name: PartName;
  readonly running: boolean;
  readonly url?: string;
  /** The part's process and everything that it started. */
  readonly processIds: readonly number[];
  readonly logFile: string;
}

export interface SandboxStatus {
  /** Whether every part is running. */
  readonly running: boolean;
  readonly folder: string;
  readonly endpoint?: string;
  readonly parts: readonly SandboxPartStatus[];
  /** The demo's page, if it is running. */
  readonly page?: { readonly url: string; readonly processIds: readonly number[] };
}

const lockFile = (): string => join(sandboxFolders().root, "lock");

const ignoreProgress: OnProgress = () => undefined;

/**
 * Installs what is missing and starts what isn't running; returns how to reach the sandbox. A second call is quick.
 * Throws ProblemsError if a prerequisite is missing, a port is in use or a part dies.
 */
export const startSandbox = async (options: StartSandboxOptions = {}): Promise<Record<string, string>> => {
  const folders = sandboxFolders();
  requireUsableFolders(folders);
  const onProgress = options.onProgress ?? ignoreProgress;
  return withFileLock(lockFile(), lockTimeoutSeconds, async () => {
    await install(folders, onProgress);
    const state = await startParts(folders, { source: options.source ?? {}, onProgress });
    return environmentOf(state) ?? {};
  });
};

/** Starts a page for the running sandbox, or finds it running; it ends with the sandbox. @returns its URL */
export const startPage = async (server: PageServer, onProgress: OnProgress = ignoreProgress): Promise<string> => {
  const folders = sandboxFolders();
  return withFileLock(lockFile(), lockTimeoutSeconds, () => startPageServer(folders, server, onProgress));
};

/** Ends every process of the sandbox, including those left by a killed command or a lost state file; data stays. */
export const stopSandbox = async (): Promise<void> => {
  const folders = sandboxFolders();
  if (!existsSync(folders.root) && markedProcesses(folders.root).length === 0) return;
  await withFileLock(lockFile(), lockTimeoutSeconds, () => endParts(folders));
};

/** Stops the sandbox and removes its data, state and logs; the cache stays. */
export const resetSandbox = async (): Promise<void> => {
  const folders = sandboxFolders();
  await stopSandbox();
  if (!existsSync(folders.root)) return;
  await withFileLock(lockFile(), lockTimeoutSeconds, () => {
    for (const name of readdirSync(folders.root).filter((entry) => entry !== "lock")) {
      rmSync(join(folders.root, name), { recursive: true, force: true });
    }
    return Promise.resolve();
  });
};

const environmentOf = (state: SandboxState): Record<string, string> | undefined => {
  const { emulator } = state.parts;
  return emulator !== undefined && isRunning(emulator) ? awsEnvironment(localUrl(emulator.port)) : undefined;
};

/** The SDK's settings for the running sandbox, or `undefined` if its emulator isn't running. */
export const sandboxEnvironment = (): Record<string, string> | undefined =>
  environmentOf(readState(sandboxFolders().stateFile));

/**
 * The SDK's settings for a sandbox that was started here before and isn't running, or `undefined` if there is none:
 * nothing responds there until it is started again.
 */
export const stoppedSandboxEnvironment = (): Record<string, string> | undefined => {
  const { parts, ports } = readState(sandboxFolders().stateFile);
  if (ports.emulator === undefined || isRunning(parts.emulator)) return undefined;
  return awsEnvironment(localUrl(ports.emulator));
};

/** URL and token of the demo source, or `undefined` if it isn't running. */
export const sandboxSource = (): DemoSource | undefined => {
  const state = readState(sandboxFolders().stateFile);
  return isRunning(state.parts.source) ? state.source : undefined;
};

export const sandboxStatus = (): SandboxStatus => {
  const folders = sandboxFolders();
  const state = readState(folders.stateFile);
  const parts = partNames.map((name): SandboxPartStatus => {
    const part = state.parts[name];
    const logFile = join(folders.logs, `${name}.log`);
    if (part === undefined || !isRunning(part)) return { name, running: false, processIds: [], logFile };
    return { name, running: true, url: localUrl(part.port), processIds: groupMembers(part.identity), logFile };
  });
  const { page } = state;
  const endpoint = parts.find((part) => part.name === "emulator")?.url;
  return {
    running: parts.every((part) => part.running),
    folder: folders.root,
    ...(endpoint === undefined ? {} : { endpoint }),
    parts,
    ...(isRunning(page) && { page: { url: localUrl(page.port), processIds: groupMembers(page.identity) } }),
  };
};

/** A part's log since its last start. */
export const sandboxLogs = (part: PartName): string => {
  const path = join(sandboxFolders().logs, `${part}.log`);
  if (!existsSync(path)) {
    throw sandboxError("SANDBOX_NO_LOG", part, "it was never started here", "start the sandbox first");
  }
  return readFileSync(path, "utf8");
};
