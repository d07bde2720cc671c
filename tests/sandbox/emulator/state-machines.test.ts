import { CreateFunctionCommand, DeleteFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  type DescribeExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { GetJobRunsCommand } from "@aws-sdk/client-glue";
import { nightlyDefinition } from "../../../infra/definitions/nightly.ts";
import type { Definition } from "../../../infra/definitions/states.ts";
import { glueFixture, type GlueFixture } from "../../support/glue.ts";
import { roleFixture, type RoleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { behaveScript } from "./scripts.ts";

describe("State machines", () => {
  let fixture: GlueFixture;
  let sfn: SFNClient;
  let job: string;
  let role: RoleFixture;
  const machines: string[] = [];

  before(async () => {
    fixture = await glueFixture();
    role = await roleFixture("test-machine");
    sfn = new SFNClient(sandboxClientOptions());
    job = await fixture.job(behaveScript);
  });
  after(async () => {
    for (const arn of machines) await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    sfn.destroy();
    await role.remove();
    await fixture.remove();
  });

  const started = async (states: Readonly<Record<string, object>>, first: string, input: object): Promise<string> => {
    const definition = JSON.stringify({ StartAt: first, States: states });
    const { stateMachineArn = "" } = await sfn.send(
      new CreateStateMachineCommand({ name: `test-${randomUUID()}`, definition, roleArn: role.arn }),
    );
    machines.push(stateMachineArn);
    const { executionArn = "" } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return executionArn;
  };

  const ended = async (executionArn: string): Promise<DescribeExecutionCommandOutput> => {
    for (;;) {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== "RUNNING") return execution;
      await sleep(100);
    }
  };

  const processStates = {
    Process: {
      Type: "Task",
      Resource: "arn:aws:states:::glue:startJobRun.sync",
      Parameters: { "JobName.$": "$.job", Arguments: { "--mode.$": "$.mode" } },
      ResultPath: "$.run",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Caught" }],
      End: true,
    },
    Caught: { Type: "Pass", End: true },
  };

  it("wait for a Glue run and get it as their result", async () => {
    const execution = await ended(await started(processStates, "Process", { job, mode: "ok" }));
    expect(execution.status).to.equal("SUCCEEDED");
    const { run } = JSON.parse(execution.output ?? "") as { run: Record<string, unknown> };
    expect(run).to.include({ JobName: job, JobRunState: "SUCCEEDED" });
    expect(run["Id"]).to.match(/^jr_/);
    expect(run["StartedOn"]).to.be.greaterThan(1e12);
  });

  it("catch a failed Glue run as States.TaskFailed with the run as cause", async () => {
    const execution = await ended(await started(processStates, "Process", { job, mode: "fail" }));
    expect(execution.status).to.equal("SUCCEEDED");
    const { failure } = JSON.parse(execution.output ?? "") as { failure: { Error: string; Cause: string } };
    expect(failure.Error).to.equal("States.TaskFailed");
    const cause = JSON.parse(failure.Cause) as Record<string, unknown>;
    expect(cause).to.include({ JobName: job, JobRunState: "FAILED" });
    expect(cause["ErrorMessage"]).to.include("ValueError: row 7 is not a row");
  });

  it("get Glue's own error when a run cannot be started", async () => {
    const execution = await ended(await started(processStates, "Process", { job: "no-such-job", mode: "ok" }));
    const { failure } = JSON.parse(execution.output ?? "") as { failure: { Error: string } };
    expect(failure.Error).to.equal("Glue.EntityNotFoundException");
  });

  it("govern a night whose models failed, and tell of both when that fails too", async () => {
    const { States } = nightlyDefinition({
      partition: "aws",
      planFunction: "none",
      reconcileFunction: "none",
      reportFunction: "none",
      crawlerPrefix: "none",
      planTimeoutSeconds: 1,
      jobLimits: { workers: 2, timeoutMinutes: 60 },
      workerType: "G.1X",
      crawl: "drift",
      processJob: await fixture.job(behaveScript, { "--mode": "ok" }),
      curateJob: await fixture.job(behaveScript, { "--mode": "fail" }),
      governFunction: "no-such-function",
    });
    const [processing] = States["Process and crawl"]?.["Branches"] as readonly [Definition, Definition];
    const input = {
      runId: "r1",
      reconcile: { manifestKey: "runs/r1/manifest.json", job: { workers: 3, timeoutMinutes: 31 } },
    };
    const execution = await ended(await started(processing.States, processing.StartAt, input));
    expect(execution.status, execution.cause).to.equal("SUCCEEDED");
    const { failures } = JSON.parse(execution.output ?? "") as {
      failures: readonly { readonly state: string; readonly Cause: string }[];
    };
    expect(failures.map(({ state }) => state)).to.deep.equal(["Curate", "Govern"]);
    expect(failures[0]?.Cause).to.contain('"--result_key": "runs/r1/curate.json"');
  });

  it("take their Glue run with them when they are stopped", async () => {
    const waiting = await fixture.job(behaveScript);
    const executionArn = await started(processStates, "Process", { job: waiting, mode: "wait" });
    const runs = async (): Promise<(string | undefined)[]> =>
      (await fixture.glue.send(new GetJobRunsCommand({ JobName: waiting }))).JobRuns?.map((run) => run.JobRunState) ??
      [];
    while (!(await runs()).includes("RUNNING")) await sleep(100);
    await sfn.send(new StopExecutionCommand({ executionArn, error: "Test", cause: "stopped by a test" }));
    while ((await runs()).some((state) => state === "RUNNING" || state === "STOPPING")) await sleep(100);
    expect(await runs()).to.deep.equal(["STOPPED"]);
    expect((await ended(executionArn)).status).to.equal("ABORTED");
  });

  it("fail a callback task at once when its function fails", async () => {
    const lambda = new LambdaClient(sandboxClientOptions());
    const name = `test-${randomUUID()}`;
    const code = 'export const handler = async () => { throw new TypeError("no such page"); };';
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: role.arn,
        Code: { ZipFile: zipSync({ "index.mjs": strToU8(code) }) },
      }),
    );
    const states = {
      Plan: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
        Parameters: { FunctionName: name, Payload: { "taskToken.$": "$$.Task.Token" } },
        TimeoutSeconds: 100,
        End: true,
      },
    };
    const execution = await ended(await started(states, "Plan", {}));
    expect(execution.status).to.equal("FAILED");
    expect(execution.error).to.not.equal("States.Timeout");
    expect(execution.cause).to.include("no such page");
    await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    lambda.destroy();
  });
});
