/** A function that a deployment calls, as the provider's `aws.lambda.Invocation` does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import type { RegisteredResource } from "../../../infra/in-process/program.ts";
import { awsEndpoint } from "../../../sandbox/deployment/endpoint.ts";
import { DeploymentEngine } from "../../../sandbox/deployment/engine.ts";
import { DeploymentState } from "../../../sandbox/deployment/state.ts";
import { openGate, startEmulator, type Emulator, type Gate } from "../../support/emulator.ts";

/** Returns all events so far, or fails if the event says so. */
const code = `
  const events = [];
  exports.handler = async (event) => {
    if (event.fail) throw new Error(event.fail);
    events.push(event);
    return events;
  };`;

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

const call = (input: object, options: Readonly<Record<string, unknown>> = {}): RegisteredResource => ({
  type: "aws:lambda/invocation:Invocation",
  name: "call",
  custom: true,
  parent: undefined,
  inputs: { functionName: "remember", input: JSON.stringify(input), ...options },
  secretInputs: [],
  protect: false,
  retainOnDelete: false,
});

describe("a function's invocation", () => {
  const saved = { ...process.env };
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-invocation-"));
  let emulator: Emulator;
  let gate: Gate;

  before(async () => {
    emulator = await startEmulator();
    gate = await openGate(emulator);
    Object.assign(process.env, gate.environment);
    const { Role } = await new IAMClient({}).send(
      new CreateRoleCommand({ RoleName: "remember", AssumeRolePolicyDocument: trust }),
    );
    const client = new LambdaClient({});
    await client.send(
      new CreateFunctionCommand({
        FunctionName: "remember",
        Role: Role?.Arn,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile: zipSync({ "index.js": strToU8(code) }) },
      }),
    );
    await waitUntilFunctionActiveV2({ client, maxWaitTime: 60 }, { FunctionName: "remember" });
  });
  after(async () => {
    process.env = saved;
    await gate.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  /** One deployment with this call, or with none; returns the function's result and why the deployment failed. */
  const deploy = async (...resources: RegisteredResource[]) => {
    const engine = new DeploymentEngine({
      root: folder,
      state: new DeploymentState(join(folder, "deployment.json"), "sandbox", "here"),
      endpoint: awsEndpoint("us-east-1", "sandbox"),
      onProgress: () => undefined,
    });
    const [outcome] = await Promise.allSettled(resources.map((resource) => engine.register(resource)));
    if (engine.failures.length === 0) await engine.removeVanished();
    const result = outcome?.status === "fulfilled" ? (outcome.value.outputs["result"] as string) : "[]";
    return { events: JSON.parse(result) as unknown[], failures: engine.failures };
  };

  it("passes the input on as it is, again when it or a trigger changes, and not when nothing does", async () => {
    const once = await deploy(call({ a: 1 }, { triggers: { t: "1" } }));
    expect(once.events).to.deep.equal([{ a: 1 }]);
    expect((await deploy(call({ a: 1 }, { triggers: { t: "1" } }))).events).to.deep.equal(once.events);
    const again = await deploy(call({ a: 1 }, { triggers: { t: "2" } }));
    expect(again.events).to.deep.equal([{ a: 1 }, { a: 1 }]);
    expect((await deploy(call({ a: 2 }, { triggers: { t: "2" } }))).events.at(-1)).to.deep.equal({ a: 2 });
    await deploy();
    const later = await deploy(call({ a: 3 }));
    expect(later.events, "its end is no reason to call it").to.have.length(4);
    await deploy();
  });

  it("with the scope CRUD tells what becomes of the resource, and what it was before", async () => {
    const scope = { lifecycleScope: "CRUD" };
    const created = await deploy(call({ b: 1 }, scope));
    expect(created.events.at(-1)).to.deep.equal({ b: 1, tf: { action: "create", prev_input: null } });
    const updated = await deploy(call({ b: 2 }, scope));
    expect(updated.events.at(-1)).to.deep.equal({ b: 2, tf: { action: "update", prev_input: { b: 1 } } });
    await deploy();
    const { events } = await deploy(call({ c: 1 }));
    expect(events.at(-2)).to.deep.equal({ b: 2, tf: { action: "delete", prev_input: { b: 2 } } });
    await deploy();
  });

  it("fails the deployment with the function's own words", async () => {
    const { failures } = await deploy(call({ fail: "the lake is closed" }));
    expect(failures[0]?.message).to.equal("Error: remember failed: the lake is closed");
  });
});
