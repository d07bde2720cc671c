/** Deploys the unchanged Pulumi program to a sandbox, or to whatever AWS endpoint the environment names. */
import { fork } from "node:child_process";
import { join } from "node:path";
import type { Deployment } from "../../model/deployment.ts";
import { ProblemsError } from "../../model/problem.ts";
import { withFileLock } from "../file-lock.ts";
import { repositoryRoot, sandboxFolders } from "../folders.ts";
import type { DeploymentProgress } from "./engine.ts";
import type { ChangeCounts, DeploymentMessage, DeploymentRequest } from "./messages.ts";

export type { DeploymentProgress } from "./engine.ts";
export type { ChangeCounts } from "./messages.ts";

export interface DeployOptions {
  readonly stack: string;
  /** Settings over those of `Pulumi.<stack>.yaml`, of an object only what is named: `{ "lakehouse:sources": { … } }`. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The sandbox's `AWS_*` variables; set over those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onProgress?: (progress: DeploymentProgress) => void;
  readonly onFinished?: (changes: ChangeCounts) => void;
  /** The folder of the program, with its contracts; this repository unless given. */
  readonly programFolder?: string;
  /** What was deployed; in the sandbox's folder unless given. */
  readonly stateFile?: string;
}

const lockTimeoutSeconds = 300;

/**
 * Deploys a stack; what is in place and unchanged stays untouched. After a failure the next call carries on.
 *
 * It runs in a process of its own, because a Pulumi program runs once per process.
 *
 * @throws ProblemsError when contracts, settings or resources are wrong; each problem names its place
 */
export const deployToSandbox = async (options: DeployOptions): Promise<Deployment> => {
  const message = await inProcess(options, false);
  if (message.kind !== "done") throw new Error("The deployment ended with nothing deployed.");
  options.onFinished?.(message.changes);
  return message.deployment;
};

/** Removes what was deployed, last made first, as `pulumi destroy` does: without running the program. */
export const destroyInSandbox = async (options: DeployOptions): Promise<void> => {
  const message = await inProcess(options, true);
  if (message.kind === "destroyed") options.onFinished?.(message.changes);
};

type Finished = Extract<DeploymentMessage, { readonly kind: "done" | "destroyed" }>;

const inProcess = async (options: DeployOptions, destroy: boolean): Promise<Finished> => {
  const endpoint = options.environment["AWS_ENDPOINT_URL"];
  if (endpoint === undefined) {
    throw new ProblemsError("Deployment to the sandbox", [
      {
        code: "ENDPOINT_MISSING",
        place: "AWS_ENDPOINT_URL",
        message: "found nothing, needed is the sandbox's address",
        fix: "start the sandbox; an account is deployed to by pulumi up",
      },
    ]);
  }
  const stateFile = options.stateFile ?? join(sandboxFolders().root, "deployment.json");
  const request: DeploymentRequest = { stack: options.stack, overrides: options.overrides ?? {}, stateFile, destroy };
  return withFileLock(`${stateFile}.lock`, lockTimeoutSeconds, () => runProcess(request, options));
};

const runProcess = (request: DeploymentRequest, options: DeployOptions): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const folder = options.programFolder ?? repositoryRoot;
    const child = fork(join(folder, "sandbox", "deployment", "process.ts"), {
      cwd: folder,
      execArgv: ["--import", "tsx"],
      env: { ...process.env, ...options.environment },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const output: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    child.on("message", (message: DeploymentMessage) => {
      switch (message.kind) {
        case "progress":
          options.onProgress?.(message.progress);
          break;
        case "done":
        case "destroyed":
          resolve(message);
          break;
        case "problems":
          reject(new ProblemsError(message.subject, message.problems));
          break;
        case "error":
          reject(new Error(`The deployment failed: ${message.message}`));
          break;
      }
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      // after "done" or a problem this settles nothing any more
      reject(new Error(`The deployment ended without a result (${signal ?? String(code)}): ${output.join("").trim()}`));
    });
    child.send(request);
  });
