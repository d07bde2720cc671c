/**
 * What a deployment has created so far, in a file written after every change, so that an interrupted one can continue.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Applied, Described } from "./resource-type.ts";

export interface DeployedResource extends Applied {
  readonly type: string;
  readonly name: string;
  readonly inputs: Described;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

interface StateDocument {
  readonly formatVersion: 1;
  readonly stack: string;
  readonly endpoint: string;
  /**
   * The ID of the last change; the endpoint holds it too, which reveals the state of a different or emptied endpoint.
   */
  readonly changeId?: string;
  /** In order of creation. */
  readonly resources: Readonly<Record<string, DeployedResource>>;
}

const read = (path: string): StateDocument | undefined => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as StateDocument;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
};

export class DeploymentState {
  private readonly path: string;
  private document: StateDocument;

  /**
   * Opens the state of a stack at an endpoint; empty if there is none, or if it belongs to another stack or endpoint.
   */
  constructor(path: string, stack: string, endpoint: string) {
    this.path = path;
    const found = read(path);
    const isOurs = found?.stack === stack && found.endpoint === endpoint;
    this.document = isOurs ? found : { formatVersion: 1, stack, endpoint, resources: {} };
  }

  get changeId(): string | undefined {
    return this.document.changeId;
  }

  get resources(): Readonly<Record<string, DeployedResource>> {
    return this.document.resources;
  }

  clear(): void {
    const { stack, endpoint } = this.document;
    this.document = { formatVersion: 1, stack, endpoint, resources: {} };
  }

  beginChange(changeId: string): void {
    this.document = { ...this.document, changeId };
    this.save();
  }

  put(key: string, resource: DeployedResource): void {
    this.document = { ...this.document, resources: { ...this.document.resources, [key]: resource } };
    this.save();
  }

  remove(key: string): void {
    const rest = Object.entries(this.document.resources).filter(([other]) => other !== key);
    this.document = { ...this.document, resources: Object.fromEntries(rest) };
    this.save();
  }

  private save(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(this.document));
    renameSync(temporary, this.path);
  }
}
