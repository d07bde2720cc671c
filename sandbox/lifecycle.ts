/** Starts and stops the parts, and keeps the state file up to date. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot, type Folders } from "./folders.ts";
import { emulatorPart } from "./parts/emulator.ts";
import { localUrl, type Part, type Ports } from "./parts/part.ts";
import { sourcePart, type SourceOptions } from "./parts/source.ts";
import { trinoPart } from "./parts/trino.ts";
import { sandboxError } from "./problems.ts";
import { isSameProcess } from "./processes/identity.ts";
import { launchDetached } from "./processes/launch.ts";
import { chooseFreePort, isPortFree, requireFreePort } from "./processes/ports.ts";
import { waitUntilReady } from "./processes/readiness.ts";
import { endGroup, endProcesses, groupMembers, markedProcesses } from "./processes/terminate.ts";
import { tracked, type OnProgress } from "./progress.ts";
import { partNames, readState, writeState, type PartName, type PartState, type SandboxState } from "./state.ts";

const orphanGraceSeconds = 5;
const portVariable = "LAKEHOUSE_SANDBOX_PORT";

export const isRunning = (part: PartState | undefined): part is PartState =>
  part !== undefined && isSameProcess(part.identity);

const fixedEmulatorPort = (): number | undefined => {
  const text = process.env[portVariable];
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw sandboxError("SANDBOX_PORT_INVALID", portVariable, `"${text}" is not a port (1 to 65535)`, "name a free port");
};

const emulatorPort = async (state: SandboxState, folders: Folders): Promise<number> => {
  const earlier = state.ports.emulator;
  const fixed = fixedEmulatorPort();
  const hasData = existsSync(join(folders.data, "state")) && readdirSync(join(folders.data, "state")).length > 0;
  if (earlier !== undefined && hasData) {
    if (fixed !== undefined && fixed !== earlier) {
      const message = `it is ${fixed}, but the sandbox's data was made on port ${earlier}`;
      throw sandboxError("SANDBOX_PORT_CHANGED", portVariable, message, "unset it, or reset the sandbox");
    }
    return requireFreePort(earlier, "emulator", "stop what listens there, or reset the sandbox to use another port");
  }
  if (fixed !== undefined) return requireFreePort(fixed, portVariable, "name another port, or unset it");
  return earlier !== undefined && (await isPortFree(earlier)) ? earlier : chooseFreePort([]);
};

/** Ports of running parts stay; the others keep their last one if it is still free. */
const choosePorts = async (state: SandboxState, folders: Folders): Promise<Ports> => {
  const ports: Partial<Record<PartName, number>> = {};
  for (const name of partNames) {
    const part = state.parts[name];
    const earlier = state.ports[name];
    if (part !== undefined && isRunning(part)) ports[name] = part.port;
    else if (name === "emulator") ports[name] = await emulatorPort(state, folders);
    else if (earlier !== undefined && (await isPortFree(earlier))) ports[name] = earlier;
    else ports[name] = await chooseFreePort(Object.values(ports));
  }
  return ports as Ports;
};

/** A part or a page. */
type Startable = Omit<Part, "name"> & { readonly name: PartName | "page" };

/** A hash, because settings hold the demo source's token. */
const settingsOf = (part: Startable): string =>
  createHash("sha256")
    .update(JSON.stringify([part.command, part.arguments, Object.entries(part.environment).sort()]))
    .digest("hex");

const startPart = async (part: Startable, folders: Folders, onProgress: OnProgress): Promise<PartState> =>
  tracked(part.name, part.title, onProgress, async () => {
    part.prepare();
    const logFile = join(folders.logs, `${part.name}.log`);
    const identity = await launchDetached({
      name: part.name,
      command: part.command,
      arguments: part.arguments,
      environment: part.environment,
      workingFolder: part.workingFolder,
      logFile,
      sandboxRoot: folders.root,
    });
    const state: PartState = { identity, port: part.port, logFile, settings: settingsOf(part) };
    try {
      await waitUntilReady({
        name: part.name,
        identity,
        url: part.readyUrl,
        logFile,
        timeoutSeconds: part.readyTimeoutSeconds,
        isReady: part.isReady,
      });
    } catch (error) {
      await endGroup(identity, part.stopGraceSeconds);
      throw error;
    }
    return state;
  });

/** Ends what an interrupted start left behind: processes of this sandbox that belong to no running part. */
const endStrays = async (state: SandboxState, folders: Folders): Promise<void> => {
  const strays = (): number[] => {
    const known = [
      ...partNames.flatMap((name) => state.parts[name] ?? []),
      ...(state.page ? [state.page] : []),
    ].flatMap(({ identity }) => groupMembers(identity));
    return markedProcesses(folders.root).filter((pid) => !known.includes(pid));
  };
  await endProcesses(strays, orphanGraceSeconds);
};

export interface StartOptions {
  readonly source: SourceOptions;
  readonly onProgress: OnProgress;
}

/** Starts all parts that aren't running, in parallel. Each is in the state file as soon as it runs. */
export const startParts = async (folders: Folders, options: StartOptions): Promise<SandboxState> => {
  let state = readState(folders.stateFile);
  await endStrays(state, folders);
  const ports = await choosePorts(state, folders);
  const token = state.source?.token ?? randomBytes(24).toString("hex");
  const context = { folders, ports };
  const parts = [emulatorPart(context), trinoPart(context), sourcePart(context, options.source, token)];
  state = { ...state, ports, source: { url: localUrl(ports.source), token } };
  const results = await Promise.allSettled(
    parts.map(async (part) => {
      const running = state.parts[part.name];
      if (running !== undefined && isRunning(running)) {
        if (running.settings === settingsOf(part)) return;
        await endGroup(running.identity, part.stopGraceSeconds);
      }
      const started = await startPart(part, folders, options.onProgress);
      state = { ...state, parts: { ...state.parts, [part.name]: started } };
      writeState(folders.stateFile, state);
    }),
  );
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  return state;
};

/** A web server that shows the sandbox's data, on a given port. */
export interface PageServer {
  readonly command: string;
  readonly arguments: (port: number) => readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Preferred port; another one is used if it is taken. */
  readonly port: number;
}

/** Leaves a running server alone. @returns its URL */
export const startPageServer = async (
  folders: Folders,
  server: PageServer,
  onProgress: OnProgress,
): Promise<string> => {
  const state = readState(folders.stateFile);
  if (state.page !== undefined && isRunning(state.page)) return localUrl(state.page.port);
  const port = (await isPortFree(server.port)) ? server.port : await chooseFreePort(Object.values(state.ports));
  const page = await startPart(
    {
      name: "page",
      title: "dashboards",
      port,
      command: server.command,
      arguments: server.arguments(port),
      environment: server.environment,
      workingFolder: repositoryRoot,
      readyUrl: localUrl(port),
      isReady: (answer) => Promise.resolve(answer.ok),
      readyTimeoutSeconds: 60,
      stopGraceSeconds: 5,
      prepare: () => undefined,
    },
    folders,
    onProgress,
  );
  writeState(folders.stateFile, { ...state, page });
  return localUrl(port);
};

const graceSeconds: Readonly<Record<PartName, number>> = { emulator: 30, trino: 30, source: 5 };

/** Ends all parts and whatever else was started under this sandbox; its data stays. */
export const endParts = async (folders: Folders): Promise<void> => {
  const state = readState(folders.stateFile);
  // The emulator stops last: Trino and the source would fill their logs with connection errors.
  const others = partNames.filter((name) => name !== "emulator");
  const end = async (name: PartName): Promise<void> => {
    const part = state.parts[name];
    if (part !== undefined) await endGroup(part.identity, graceSeconds[name]);
  };
  await Promise.all(others.map(end));
  await end("emulator");
  await endProcesses(() => markedProcesses(folders.root), orphanGraceSeconds);
  if (existsSync(folders.stateFile)) {
    const { formatVersion, ports, source } = state;
    writeState(folders.stateFile, { formatVersion, ports, parts: {}, ...(source && { source }) });
  }
  for (const folder of [folders.glueRuns, folders.temporary]) rmSync(folder, { recursive: true, force: true });
};
