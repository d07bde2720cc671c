/** Messages between the deploying process and its parent. All plain JSON. */
import type { Deployment } from "../../model/documents/deployment.ts";
import type { Problem } from "../../model/validation/problem.ts";
import type { Change, DeploymentProgress } from "./engine.ts";

export interface DeploymentRequest {
  readonly stack: string;
  /** Settings that override `Pulumi.<stack>.yaml`: namespaced key → value. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly stateFile: string;
  /** Whether to remove everything instead of deploying. */
  readonly destroy: boolean;
}

export type ChangeCounts = Readonly<Record<Change, number>>;

export type DeploymentMessage =
  | { readonly kind: "progress"; readonly progress: DeploymentProgress }
  | { readonly kind: "done"; readonly deployment: Deployment; readonly changes: ChangeCounts }
  | { readonly kind: "destroyed"; readonly changes: ChangeCounts }
  | { readonly kind: "problems"; readonly subject: string; readonly problems: readonly Problem[] }
  | { readonly kind: "error"; readonly message: string };

export type Finished = Extract<DeploymentMessage, { readonly kind: "done" | "destroyed" }>;
