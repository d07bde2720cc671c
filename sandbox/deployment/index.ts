/** Deploys the unchanged Pulumi program to a sandbox, or to the AWS endpoint that the environment names. */
import { join } from "node:path";
import type { Deployment } from "../../model/documents/deployment.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { withFileLock } from "../file-lock.ts";
import { repositoryRoot, sandboxFolders } from "../folders.ts";
import { Deployer } from "./deployer.ts";
import type { DeploymentProgress } from "./engine.ts";
import type { ChangeCounts, DeploymentRequest, Finished } from "./messages.ts";

export type { DeploymentProgress } from "./engine.ts";
export type { ChangeCounts } from "./messages.ts";

export interface DeployOptions {
  readonly stack: string;
  /** Settings that override `Pulumi.<stack>.yaml`; objects are merged by key: `{ "lakehouse:sources": { … } }`. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The sandbox's `AWS_*` variables; they override this process's variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onProgress?: (progress: DeploymentProgress) => void;
  readonly onFinished?: (changes: ChangeCounts) => void;
  /** The folder of the program, with its contracts; by default this repository. */
  readonly programFolder?: string;
  /** File with the deployment's state; by default in the sandbox's folder. */
  readonly stateFile?: string;
}

const lockTimeoutSeconds = 300;

type WhatToDeploy = Omit<DeployOptions, "environment" | "programFolder">;

/** Deploys and removes with the same environment, one call at a time, until it is closed. */
export interface SandboxDeployer {
  /**
   * Deploys a stack; existing, unchanged resources stay untouched. After a failure, the next call continues.
   *
   * @throws ProblemsError if contracts, settings or resources are wrong; each problem names its place
   */
  readonly deploy: (options: WhatToDeploy) => Promise<Deployment>;
  /** Removes what was deployed, in reverse order, as `pulumi destroy` does: without running the program. */
  readonly destroy: (options: WhatToDeploy) => Promise<void>;
  readonly close: () => void;
}

export const openDeployer = (options: Pick<DeployOptions, "environment" | "programFolder">): SandboxDeployer => {
  const deployer = new Deployer(options.programFolder ?? repositoryRoot, options.environment);
  const run = async (what: WhatToDeploy, destroy: boolean): Promise<Finished> => {
    requireEndpoint(options.environment);
    const stateFile = what.stateFile ?? join(sandboxFolders().root, "deployment.json");
    const request: DeploymentRequest = { stack: what.stack, overrides: what.overrides ?? {}, stateFile, destroy };
    return withFileLock(`${stateFile}.lock`, lockTimeoutSeconds, () =>
      deployer.run(request, (progress) => what.onProgress?.(progress)),
    );
  };
  return {
    deploy: async (what) => {
      const message = await run(what, false);
      if (message.kind !== "done") throw new Error("The deployment ended with nothing deployed.");
      what.onFinished?.(message.changes);
      return message.deployment;
    },
    destroy: async (what) => {
      const { changes } = await run(what, true);
      what.onFinished?.(changes);
    },
    close: () => {
      deployer.close();
    },
  };
};

/** Deploys a stack once, as `SandboxDeployer.deploy` does. */
export const deployToSandbox = async (options: DeployOptions): Promise<Deployment> => {
  const deployer = openDeployer(options);
  try {
    return await deployer.deploy(options);
  } finally {
    deployer.close();
  }
};

const requireEndpoint = (environment: Readonly<Record<string, string>>): void => {
  if (environment["AWS_ENDPOINT_URL"] !== undefined) return;
  throw new ProblemsError("Deployment to the sandbox", [
    {
      code: "ENDPOINT_MISSING",
      place: "AWS_ENDPOINT_URL",
      message: "found nothing, needed is the sandbox's address",
      fix: "start the sandbox; an account is deployed to by pulumi up",
    },
  ]);
};
