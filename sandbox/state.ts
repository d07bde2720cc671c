/** The state file: records what is running for the next command. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ProcessIdentity } from "./processes/identity.ts";

export const partNames = ["emulator", "trino", "source"] as const;
export type PartName = (typeof partNames)[number];

export interface PartState {
  readonly identity: ProcessIdentity;
  readonly port: number;
  readonly logFile: string;
  /** Hash of the settings that it was started with; a part whose settings changed is restarted. */
  readonly settings: string;
}

/** URL and token of the demo source. */
export interface DemoSource {
  readonly url: string;
  /** The operator's token, which is always valid and creates clients; the lakehouse gets its own tokens. */
  readonly token: string;
}

export interface SandboxState {
  readonly formatVersion: 1;
  /** Ports of the last start. They are kept: queue URLs in the data contain the emulator's. */
  readonly ports: Readonly<Partial<Record<PartName, number>>>;
  readonly parts: Readonly<Partial<Record<PartName, PartState>>>;
  readonly source?: DemoSource;
  /** The demo's page: shows what is in the sandbox, which runs without it. */
  readonly page?: PartState;
}

export const emptyState: SandboxState = { formatVersion: 1, ports: {}, parts: {} };

export const readState = (stateFile: string): SandboxState => {
  try {
    const content = JSON.parse(readFileSync(stateFile, "utf8")) as { readonly formatVersion?: unknown };
    return content.formatVersion === 1 ? (content as SandboxState) : emptyState;
  } catch (error) {
    // A corrupt or foreign file is ignored; `stop` then finds processes by their marker.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return emptyState;
    throw error;
  }
};

/** Replaces the file atomically; it holds the demo source's token, so only its owner may read it. */
export const writeState = (stateFile: string, state: SandboxState): void => {
  mkdirSync(dirname(stateFile), { recursive: true });
  const work = `${stateFile}.${process.pid}`;
  writeFileSync(work, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  try {
    renameSync(work, stateFile);
  } catch (error) {
    rmSync(work, { force: true });
    throw error;
  }
};
