import type { Folders } from "../folders.ts";
import type { PartName } from "../state.ts";

/** One process of the sandbox, described before it is started. */
export interface Part {
  readonly name: PartName;
  readonly title: string;
  readonly port: number;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  readonly readyUrl: string;
  readonly isReady: (answer: Response) => Promise<boolean>;
  readonly readyTimeoutSeconds: number;
  /** How long it may take to save its state when it is asked to end. */
  readonly stopGraceSeconds: number;
  /** Writes the files that it reads. */
  readonly prepare: () => void;
}

/** Ports of all parts, chosen first because parts refer to each other. */
export type Ports = Readonly<Record<PartName, number>>;

export interface PartContext {
  readonly folders: Folders;
  readonly ports: Ports;
}

export const localUrl = (port: number): string => `http://127.0.0.1:${port}`;
