import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { RegisteredResource } from "../../../infra/in-process/program.ts";
import { awsEndpoint } from "../../../sandbox/deployment/endpoint.ts";
import { DeploymentEngine } from "../../../sandbox/deployment/engine.ts";
import { DeploymentState } from "../../../sandbox/deployment/state.ts";
import { openGate, startEmulator, type Emulator, type Gate } from "../../support/emulator.ts";

const queue = (name: string, queueName = name, options: Partial<RegisteredResource> = {}): RegisteredResource => ({
  type: "aws:sqs/queue:Queue",
  name,
  custom: true,
  parent: undefined,
  inputs: { name: queueName, messageRetentionSeconds: 600 },
  secretInputs: [],
  protect: false,
  retainOnDelete: false,
  ...options,
});

describe("deployment engine", () => {
  const saved = { ...process.env };
  let emulator: Emulator;
  let gate: Gate;
  let folder: string;

  before(async () => {
    emulator = await startEmulator();
    gate = await openGate(emulator);
    Object.assign(process.env, gate.environment);
  });

  after(async () => {
    process.env = saved;
    await gate.stop();
    await emulator.stop();
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lakehouse-engine-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** One deployment that registers these resources. */
  const deploy = async (...resources: RegisteredResource[]) => {
    const changes: string[] = [];
    const engine = new DeploymentEngine({
      root: folder,
      state: new DeploymentState(join(folder, "deployment.json"), "sandbox", "here"),
      endpoint: awsEndpoint("us-east-1", "sandbox"),
      onProgress: ({ change, name }) => changes.push(`${change} ${name}`),
    });
    const outcomes = await Promise.allSettled(resources.map((resource) => engine.register(resource)));
    if (engine.failures.length === 0) {
      await engine.removeVanished().catch(() => undefined);
    }
    return { changes, outcomes, failures: engine.failures };
  };

  const queueNames = async (prefix: string): Promise<string[]> => {
    const { QueueUrls = [] } = await new SQSClient({}).send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
    return QueueUrls.map((url) => url.split("/").at(-1) ?? "").sort();
  };

  it("removes what the program doesn't register any more", async () => {
    await deploy(queue("gone-a"), queue("gone-b"));
    expect(await queueNames("gone-")).to.deep.equal(["gone-a", "gone-b"]);
    const { changes } = await deploy(queue("gone-b"));
    expect(changes).to.deep.equal(["unchanged gone-b", "deleted gone-a"]);
    expect(await queueNames("gone-")).to.deep.equal(["gone-b"]);
  });

  it("leaves what is to be retained, and forgets it", async () => {
    await deploy(queue("retained", "retained", { retainOnDelete: true }));
    expect((await deploy()).changes).to.deep.equal(["deleted retained"]);
    expect(await queueNames("retained")).to.deep.equal(["retained"]);
    expect((await deploy()).changes).to.deep.equal([]);
  });

  it("refuses to remove what is protected", async () => {
    await deploy(queue("protected", "protected", { protect: true }));
    const { failures } = await deploy();
    expect(failures.map(({ place, message }) => `${place}: ${message}`)).to.deep.equal([
      "aws:sqs/queue:Queue protected: Error: It is protected and would be removed; set lakehouse:removalProtection to false first",
    ]);
    expect(await queueNames("protected")).to.deep.equal(["protected"]);
  });

  it("replaces what can't change in place and updates what can", async () => {
    await deploy(queue("moving", "moving-old"));
    expect((await deploy(queue("moving", "moving-new"))).changes).to.deep.equal(["replaced moving"]);
    expect(await queueNames("moving-")).to.deep.equal(["moving-new"]);
    const changed = queue("moving", "moving-new", {
      inputs: { name: "moving-new", messageRetentionSeconds: 900 },
    });
    expect((await deploy(changed)).changes).to.deep.equal(["updated moving"]);
  });

  it("notices that a secret changed, without keeping it", async () => {
    const secret = (value: number): RegisteredResource =>
      queue("secretive", "secretive", {
        inputs: { name: "secretive", messageRetentionSeconds: value },
        secretInputs: ["messageRetentionSeconds"],
      });
    expect((await deploy(secret(601))).changes).to.deep.equal(["created secretive"]);
    expect((await deploy(secret(601))).changes).to.deep.equal(["unchanged secretive"]);
    expect((await deploy(secret(602))).changes).to.deep.equal(["updated secretive"]);
    const kept = new DeploymentState(join(folder, "deployment.json"), "sandbox", "here").resources;
    expect(JSON.stringify(kept)).not.to.contain("602");
  });

  it("stops at a type that it can't make", async () => {
    const { failures } = await deploy(queue("domain", "domain", { type: "aws:opensearch/domain:Domain" }));
    expect(failures[0]).to.include({
      code: "RESOURCE_FAILED",
      place: "aws:opensearch/domain:Domain domain",
      message:
        "Error: The sandbox can't make resources of the type aws:opensearch/domain:Domain; " +
        "add it to sandbox/deployment/services",
    });
  });

  it("stops at an input that it would have to leave out", async () => {
    const { failures } = await deploy(queue("fifo", "fifo", { inputs: { name: "fifo", fifoQueue: true } }));
    expect(failures[0]?.message).to.match(/^Error: The sandbox doesn't know its input fifoQueue; it knows name, /);
    expect(await queueNames("fifo")).to.deep.equal([]);
  });
});
