/** A process that runs a folder's program in one environment. */
import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { ProblemsError } from "../../model/validation/problem.ts";
import type { DeploymentProgress } from "./engine.ts";
import type { DeploymentMessage, DeploymentRequest, Finished } from "./messages.ts";

export type OnDeploymentProgress = (progress: DeploymentProgress) => void;

const ask = (child: ChildProcess, request: DeploymentRequest, onProgress: OnDeploymentProgress): Promise<Finished> =>
  new Promise<Finished>((resolve, reject) => {
    const output: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    child.on("message", (message: DeploymentMessage) => {
      switch (message.kind) {
        case "progress":
          onProgress(message.progress);
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
      reject(new Error(`The deployment ended without a result (${signal ?? String(code)}): ${output.join("").trim()}`));
    });
    child.send(request);
  }).finally(() => {
    child.stderr?.removeAllListeners("data");
    for (const event of ["message", "error", "exit"]) child.removeAllListeners(event);
  });

/**
 * Carries out requests one at a time. Its process is reused, because loading the program takes longer than running it.
 * After a failure the process is replaced, because unfinished work might continue in it.
 */
export class Deployer {
  private child: ChildProcess | undefined;

  private readonly folder: string;
  private readonly environment: Readonly<Record<string, string>>;

  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.environment = environment;
  }

  /** @throws ProblemsError if contracts, settings or resources are wrong */
  async run(request: DeploymentRequest, onProgress: OnDeploymentProgress): Promise<Finished> {
    this.child ??= fork(join(this.folder, "sandbox", "deployment", "process.ts"), {
      cwd: this.folder,
      execArgv: ["--import", "tsx"],
      env: { ...process.env, ...this.environment },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    try {
      return await ask(this.child, request, onProgress);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Ends the idle process. */
  close(): void {
    if (this.child?.connected === true) this.child.disconnect();
    this.child = undefined;
  }
}
