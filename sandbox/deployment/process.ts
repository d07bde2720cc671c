/** The deployment process: receives requests from its parent, one at a time, runs the program and reports. */
import { join } from "node:path";
import { runProgram } from "../../infra/in-process/program.ts";
import { readStackConfig } from "../../infra/in-process/stack-config.ts";
import type { Deployment } from "../../model/documents/deployment.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { awsEndpoint } from "./endpoint.ts";
import { DeploymentEngine, type Change } from "./engine.ts";
import type { DeploymentMessage, DeploymentRequest } from "./messages.ts";
import { present } from "./resource-type.ts";
import { withOverrides } from "./settings.ts";
import { DeploymentState } from "./state.ts";

const root = join(import.meta.dirname, "..", "..");

const send = (message: DeploymentMessage): void => {
  process.send?.(message);
};

/** The parent is finished, or has died and no longer holds a lock; what was done so far is in the state. */
process.once("disconnect", () => {
  process.exit();
});

/** An account holds one stack, because databases, for example, have the same names in all stacks. */
const refuseSecondStack = (stack: string, changeIds: Readonly<Record<string, string>>): void => {
  const [other] = Object.keys(changeIds).filter((deployed) => deployed !== stack);
  if (other !== undefined) {
    throw new ProblemsError("Deployment to the sandbox", [
      {
        code: "STACK_DEPLOYED_ALREADY",
        place: `stack ${stack}`,
        message: `found the stack ${other} in the sandbox, allowed is one stack per account`,
        fix: `work on with --stack ${other}, or empty the sandbox by "lakehouse sandbox reset" and start it again`,
      },
    ]);
  }
};

/** Starts from scratch if the endpoint doesn't match the state: it was emptied, or is a different one. */
const openState = async (request: DeploymentRequest, endpoint: ReturnType<typeof awsEndpoint>) => {
  const state = new DeploymentState(request.stateFile, request.stack, process.env["AWS_ENDPOINT_URL"] ?? "");
  const changeIds = await endpoint.readChangeIds();
  refuseSecondStack(request.stack, changeIds);
  if (state.changeId === undefined || changeIds[request.stack] !== state.changeId) {
    state.clear();
  }
  return state;
};

const readDeployment = (engine: DeploymentEngine): Deployment => {
  const value = engine.inputsOf({ type: "aws:ssm/parameter:Parameter", name: "deployment" })?.["value"];
  if (typeof value !== "string") {
    throw new Error("The program registered no parameter with the places of its parts.");
  }
  return JSON.parse(value) as Deployment;
};

const applyProgram = async (stack: string, config: Record<string, string>, engine: DeploymentEngine): Promise<void> => {
  await runProgram(stack, config, engine);
  if (engine.failures.length === 0) {
    await engine.removeVanished();
  }
};

/** Deploys the program, or with `destroy` removes everything ever deployed, without running the program. */
const deploy = async (request: DeploymentRequest): Promise<DeploymentMessage> => {
  const config = withOverrides(readStackConfig(root, request.stack), request.overrides);
  const endpoint = awsEndpoint(present(config["aws:region"], "aws:region"), request.stack);
  const changes: Record<Change, number> = { created: 0, updated: 0, replaced: 0, deleted: 0, unchanged: 0 };
  const engine = new DeploymentEngine({
    root,
    endpoint,
    state: await openState(request, endpoint),
    onProgress: (progress) => {
      changes[progress.change] += 1;
      send({ kind: "progress", progress });
    },
  });
  // A failed resource rejects the Outputs of everything that depends on it; the engine has the reason
  const expectRejection = (error: unknown): void => {
    if (engine.failures.length === 0) {
      throw error;
    }
  };
  process.on("unhandledRejection", expectRejection);
  try {
    // Resources that depend on a failed one are never registered, so the program would never finish
    const work = request.destroy ? engine.removeVanished() : applyProgram(request.stack, config, engine);
    await Promise.race([work, engine.broken]);
  } catch (error) {
    if (engine.failures.length === 0) {
      throw error;
    }
  } finally {
    if (engine.failures.length > 0) {
      await engine.broken;
    }
    await engine.end();
  }
  if (engine.failures.length > 0) {
    throw new ProblemsError("Deployment to the sandbox", engine.failures);
  }
  process.off("unhandledRejection", expectRejection);
  return request.destroy
    ? { kind: "destroyed", changes }
    : { kind: "done", deployment: readDeployment(engine), changes };
};

const explain = (error: unknown): DeploymentMessage => {
  if (error instanceof ProblemsError) {
    const [subject = ""] = error.message.split(":");
    return { kind: "problems", subject, problems: error.problems };
  }
  return { kind: "error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
};

process.on("message", (request: DeploymentRequest) => {
  void deploy(request).catch(explain).then(send);
});
