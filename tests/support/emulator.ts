/** An emulator for one test: empty at first, and removed afterwards with everything deployed to it. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxStack } from "../../cli/endpoint.ts";
import { createPrincipalRoles, sandboxPrincipals } from "../../cli/local/sandbox-principals.ts";
import { awsEnvironment } from "../../sandbox/account.ts";
import { openDeployer, type SandboxDeployer } from "../../sandbox/deployment/index.ts";
import { sandboxFolders } from "../../sandbox/folders.ts";
import { emulatorPart } from "../../sandbox/parts/emulator.ts";

export interface Emulator {
  readonly port: number;
  readonly processId: number;
  readonly folder: string;
  /** Kills it at once; its folder stays, so that another one can continue with it. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const url = (port: number): string => `http://127.0.0.1:${port}`;

const answers = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`${url(port)}/_ministack/health`)).ok;
  } catch (error) {
    if (error instanceof TypeError) {
      return false; // nobody is listening yet
    }
    throw error;
  }
};

/** Nothing listens there: what the test deploys needs neither other services nor queries. */
const nowhere = 9;

const newFolder = (): string => mkdtempSync(join(tmpdir(), "lakehouse-emulator-"));

/** @param folder of one that was killed; a new one by default */
export const startEmulator = async (folder: string = newFolder()): Promise<Emulator> => {
  const port = await freePort();
  const part = emulatorPart({
    folders: sandboxFolders({ ...process.env, LAKEHOUSE_SANDBOX_FOLDER: folder }),
    ports: { emulator: port, trino: nowhere, source: nowhere },
  });
  part.prepare();
  const child = spawn(part.command, part.arguments, {
    cwd: part.workingFolder,
    env: { ...process.env, ...part.environment, LOG_LEVEL: "ERROR" },
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const deadline = performance.now() + 60_000;
  while (!(await answers(port))) {
    if (performance.now() > deadline || child.exitCode !== null) {
      child.kill("SIGKILL");
      throw new Error(`The emulator didn't start (exit code ${String(child.exitCode)}).`);
    }
    await sleep(200);
  }
  return {
    port,
    processId: child.pid ?? 0,
    folder,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: async () => {
      // a graceful stop: it ends the functions' processes first
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(15_000)]);
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
};

/** Deletes everything that was created. */
export const emptyEmulator = async ({ port }: Emulator): Promise<void> => {
  const answer = await fetch(`${url(port)}/_ministack/reset`, { method: "POST" });
  if (!answer.ok) {
    throw new Error(`The emulator didn't forget: ${answer.status}`);
  }
};

/** Roles of the stack's principals, which an account has before the stack is deployed to it. */
export const makePrincipals = ({ port }: Emulator): Promise<void> =>
  createPrincipalRoles(sandboxPrincipals(sandboxStack), awsEnvironment(url(port)));

/** A proxy for the emulator: sees every call, and denies selected ones. */
const clientOptionsOf = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

export interface Gate {
  readonly environment: Readonly<Record<string, string>>;
  /** Options with which an SDK client goes through the gate, as the account's own user. */
  readonly clientOptions: ReturnType<typeof clientOptionsOf>;
  /** Deploys through the gate. */
  readonly deployer: SandboxDeployer;
  /** `<method> <target or path>` of the calls so far. */
  readonly calls: string[];
  refuse: (call: string) => boolean;
  readonly stop: () => Promise<void>;
}

const nameOf = ({ method = "", url: path = "", headers }: IncomingMessage): string =>
  `${method} ${String(headers["x-amz-target"] ?? path)}`;

export const openGate = async (emulator: Emulator): Promise<Gate> => {
  const server = createServer((incoming, outgoing) => {
    const call = nameOf(incoming);
    gate.calls.push(call);
    if (gate.refuse(call)) {
      incoming.resume();
      outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
      outgoing.end(JSON.stringify({ __type: "ValidationException", message: "refused by the test" }));
      return;
    }
    const options = { host: "127.0.0.1", port: emulator.port, path: incoming.url, method: incoming.method };
    const forwarded = request({ ...options, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", (error) => outgoing.destroy(error));
    incoming.pipe(forwarded);
  });
  const endpoint = url(await listen(server));
  const environment = awsEnvironment(endpoint);
  const gate: Gate = {
    environment,
    clientOptions: clientOptionsOf(endpoint),
    deployer: openDeployer({ environment }),
    calls: [],
    refuse: () => false,
    stop: async () => {
      gate.deployer.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gate;
};
