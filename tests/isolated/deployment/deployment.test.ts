import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DescribeLogGroupsCommand, CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { GetJobCommand, GlueClient } from "@aws-sdk/client-glue";
import { KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { GetObjectCommand, GetPublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { loadContracts } from "../../../contracts/index.ts";
import { keyNames } from "../../../infra/permissions/key-uses.ts";
import { nightlyDefinition } from "../../../infra/definitions/nightly.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import { reportKey } from "../../../model/names.ts";
import { ProblemsError } from "../../../model/validation/problem.ts";
import type { Report } from "../../../model/documents/report.ts";
import type { ChangeCounts, DeploymentProgress } from "../../../sandbox/deployment/index.ts";
import {
  emptyEmulator,
  makePrincipals,
  openGate,
  startEmulator,
  type Emulator,
  type Gate,
} from "../../support/emulator.ts";

const root = join(import.meta.dirname, "..", "..", "..");

interface Outcome {
  readonly deployment: Deployment;
  readonly changes: ChangeCounts;
  readonly changed: readonly DeploymentProgress[];
}

describe("deployment to the sandbox", () => {
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-deployment-"));
  const stateFile = join(folder, "deployment.json");
  let emulator: Emulator;
  let gate: Gate;
  let total = 0;

  const deploy = async (overrides: Record<string, unknown> = {}, stack = "sandbox"): Promise<Outcome> => {
    gate.calls.length = 0;
    const changed: DeploymentProgress[] = [];
    let changes: ChangeCounts | undefined;
    const deployment = await gate.deployer.deploy({
      stack,
      overrides: { "lakehouse:schedulesEnabled": false, ...overrides },
      stateFile,
      onProgress: (progress) => {
        if (progress.change !== "unchanged") {
          changed.push(progress);
        }
      },
      onFinished: (counts) => (changes = counts),
    });
    if (changes === undefined) {
      throw new Error("The deployment didn't say what it changed.");
    }
    return { deployment, changes, changed };
  };

  before(async () => {
    emulator = await startEmulator();
    await makePrincipals(emulator);
    gate = await openGate(emulator);
  });

  after(async () => {
    await gate.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  it("names the resource that failed, and what failed", async () => {
    gate.refuse = (call) => call.includes("AWSStepFunctions.CreateStateMachine");
    const error = await deploy().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ProblemsError);
    expect((error as ProblemsError).problems).to.deep.equal([
      {
        code: "RESOURCE_FAILED",
        place: "aws:sfn/stateMachine:StateMachine nightly-machine",
        message: "ValidationException: refused by the test",
        fix: "mend the cause and deploy again; what is done already stays",
      },
    ]);
  });

  it("carries on after a failure with what is missing", async () => {
    gate.refuse = () => false;
    const { changes, changed } = await deploy();
    total = changes.created + changes.unchanged;
    expect(changes).to.include({ updated: 0, replaced: 0, deleted: 0 });
    expect(changed.map(({ name }) => name))
      .to.include("nightly-machine")
      .and.not.include("zones-raw-bucket");
    expect(total).to.be.greaterThan(80);
  });

  it("changes nothing the second time, and asks for nothing but who and where it is, and which roles there are", async () => {
    const { changes } = await deploy();
    expect(changes).to.deep.equal({ created: 0, updated: 0, replaced: 0, deleted: 0, unchanged: total });
    // STS and IAM
    expect(gate.calls).to.have.members(["POST AmazonSSM.GetParametersByPath", "POST /", "POST /"]);
  });

  it("makes real things that are set up as the program says", async () => {
    const { deployment } = await deploy();
    const sqs = await new SQSClient(gate.clientOptions).send(
      new GetQueueAttributesCommand({ QueueUrl: deployment.pageQueueUrl, AttributeNames: ["All"] }),
    );
    expect(sqs.Attributes).to.include({ VisibilityTimeout: "720" });
    expect(sqs.Attributes)
      .to.have.property("KmsMasterKeyId")
      .that.matches(/^arn:aws:kms:/);
    expect(JSON.parse(sqs.Attributes?.RedrivePolicy ?? "")).to.deep.include({ maxReceiveCount: 5 });

    const s3 = new S3Client({ ...gate.clientOptions, forcePathStyle: true });
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket: deployment.rawBucket }));
    expect(block.PublicAccessBlockConfiguration).to.deep.equal({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const bundle = await s3.send(
      new GetObjectCommand({ Bucket: deployment.artifactsBucket, Key: deployment.bundleKey }),
    );
    expect(await bundle.Body?.transformToString()).to.equal(loadContracts(join(root, "contracts")).json);

    const { stateMachineArn } = deployment;
    const machine = await new SFNClient(gate.clientOptions).send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(JSON.parse(machine.definition ?? "")).to.have.nested.property(
      "States.Process and crawl.Branches[0].States.Process.Resource",
      "arn:aws:states:::glue:startJobRun.sync",
    );
    const parameter = await new SSMClient(gate.clientOptions).send(
      new GetParameterCommand({ Name: "/lakehouse/sandbox/deployment" }),
    );
    expect(JSON.parse(parameter.Parameter?.Value ?? "")).to.deep.equal(deployment);
  });

  const invokeExtract = async (): Promise<void> => {
    const answer = await new LambdaClient(gate.clientOptions).send(
      new InvokeCommand({ FunctionName: "lakehouse-sandbox-extract", Payload: JSON.stringify({ Records: [] }) }),
    );
    const payload = Buffer.from(answer.Payload ?? []).toString();
    expect(answer.FunctionError, payload).to.equal(undefined);
    expect(JSON.parse(payload)).to.deep.equal({ batchItemFailures: [] });
  };

  it("deploys functions whose code runs", invokeExtract);

  /** Runs a night of the group to its end and returns its report. */
  const runNight = async (deployment: Deployment, stateMachineArn: string, group: string) => {
    const sfn = new SFNClient(gate.clientOptions);
    const runId = `${group}-20130101T050000Z-20130102T050000Z-a1`;
    const window = { since: "2013-01-01T05:00:00.000Z", until: "2013-01-02T05:00:00.000Z" };
    const input = JSON.stringify({ runId, group, window });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: runId, input }));
    let execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    while (execution.status === "RUNNING") {
      await sleep(200);
      execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    }
    const object = await new S3Client({ ...gate.clientOptions, forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: deployment.artifactsBucket, Key: reportKey(runId) }),
    );
    return { execution, report: JSON.parse((await object.Body?.transformToString()) ?? "") as Report };
  };

  it("deploys a night that reports what failed", async () => {
    const { deployment } = await deploy();
    // the source's token has no value yet, so no dataset can be queried
    const { execution, report } = await runNight(deployment, deployment.stateMachineArn, "flights");
    expect(execution).to.include({ status: "FAILED", error: "RunIncomplete" });
    expect(report.datasets.map(({ datasetId, state }) => `${datasetId} ${state}`)).to.have.members(
      ["flights", "airlines", "airports", "planes", "weather"].map((name) => `flights.${name} FAILED`),
    );
  });

  it("reports a state that failed by its name", async () => {
    const { deployment } = await deploy();
    const sfn = new SFNClient(gate.clientOptions);
    const { roleArn } = await sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: deployment.stateMachineArn }),
    );
    const definition = nightlyDefinition({
      partition: "aws",
      planFunction: "lakehouse-sandbox-missing",
      reconcileFunction: "lakehouse-sandbox-reconcile",
      governFunction: "lakehouse-sandbox-govern",
      reportFunction: "lakehouse-sandbox-report",
      processJob: deployment.processJob,
      curateJob: deployment.curateJob,
      crawlerPrefix: "lakehouse-sandbox-crawl-",
      planTimeoutSeconds: 1,
      jobLimits: { workers: 2, timeoutMinutes: 60 },
      workerType: "G.1X",
      crawl: "drift",
    });
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name: "broken", roleArn, definition: JSON.stringify(definition) }),
    );
    const { execution, report } = await runNight(deployment, stateMachineArn ?? "", "nowhere");
    expect(execution).to.include({ status: "FAILED", error: "RunIncomplete" });
    expect(report.error).to.match(/^Plan failed with /);
  });

  it("updates what a changed setting concerns and nothing else", async () => {
    const { changed } = await deploy({ "lakehouse:logRetentionDays": 7 });
    expect(new Set(changed.map(({ change, type }) => `${change} ${type}`))).to.deep.equal(
      new Set(["updated aws:cloudwatch/logGroup:LogGroup"]),
    );
    const { logGroups = [] } = await new CloudWatchLogsClient(gate.clientOptions).send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/lakehouse-sandbox-" }),
    );
    expect(logGroups.map((group) => group.retentionInDays)).to.deep.equal(logGroups.map(() => 7));
    expect(logGroups).to.have.length(9);
  });

  it("puts functions and jobs into a private network, where they run, and takes them out again", async () => {
    const isPrivate = { "lakehouse:network": "private" };
    const lambda = new LambdaClient(gate.clientOptions);
    const planned = new GetFunctionConfigurationCommand({ FunctionName: "lakehouse-sandbox-plan" });
    const { changes: inside } = await deploy(isPrivate);
    expect(inside).to.include({ deleted: 0, replaced: 0 });
    expect((await lambda.send(planned)).VpcConfig?.VpcId).to.match(/^vpc-/);
    await invokeExtract();
    expect((await deploy(isPrivate)).changes).to.include({ created: 0, updated: 0, replaced: 0, deleted: 0 });
    const { changes: outside, deployment } = await deploy();
    expect(outside).to.include({ created: 0, replaced: 0, deleted: inside.created });
    expect(outside.updated + outside.unchanged).to.equal(total);
    expect((await lambda.send(planned)).VpcConfig?.SubnetIds).to.deep.equal([]);
    for (const JobName of [deployment.processJob, deployment.curateJob, deployment.analyzeJob]) {
      const { Job: job } = await new GlueClient(gate.clientOptions).send(new GetJobCommand({ JobName }));
      expect(job?.Connections?.Connections, JobName).to.deep.equal([]);
    }
  });

  it("refuses a second stack before it makes anything", async () => {
    const error = await deploy({}, "prod").catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ProblemsError);
    expect((error as ProblemsError).problems).to.deep.equal([
      {
        code: "STACK_DEPLOYED_ALREADY",
        place: "stack prod",
        message: "found the stack sandbox in the sandbox, allowed is one stack per account",
        fix: 'work on with --stack sandbox, or empty the sandbox by "lakehouse sandbox reset" and start it again',
      },
    ]);
    expect(gate.calls).to.deep.equal(["POST AmazonSSM.GetParametersByPath"]);
    expect(JSON.parse(readFileSync(stateFile, "utf8"))).to.have.property("stack", "sandbox");
  });

  it("takes over what is there when its state is lost, without making anything twice", async () => {
    rmSync(stateFile);
    const { changes } = await deploy();
    expect(changes).to.include({ created: total, deleted: 0 });
    const { EventSourceMappings } = await new LambdaClient(gate.clientOptions).send(
      new ListEventSourceMappingsCommand({}),
    );
    expect(EventSourceMappings).to.have.length(1);
    const { Keys = [] } = await new KMSClient(gate.clientOptions).send(new ListKeysCommand({}));
    expect(Keys).to.have.length(keyNames.length);
    const state = JSON.parse(readFileSync(stateFile, "utf8")) as { resources: object };
    expect(Object.keys(state.resources)).to.have.length(total);
  });

  it("notices that the endpoint was emptied and makes everything again", async () => {
    await emptyEmulator(emulator);
    await makePrincipals(emulator);
    const { changes } = await deploy();
    expect(changes).to.deep.equal({ created: total, updated: 0, replaced: 0, deleted: 0, unchanged: 0 });
    const configuration = await new LambdaClient(gate.clientOptions).send(
      new GetFunctionConfigurationCommand({ FunctionName: "lakehouse-sandbox-plan" }),
    );
    expect(configuration.Environment?.Variables).to.include({ LEDGER_TABLE: "lakehouse-sandbox-ledger" });
  });

  it("says what is wrong with the settings before it makes anything", async () => {
    const role = (account: string, name: string) => ({
      persona: "analyst",
      role: `arn:aws:iam::${account}:role/${name}`,
    });
    const error = await deploy({
      "lakehouse:alarms": { emails: ["nights@example.com"] },
      "lakehouse:principals": {
        analyst: role("000000000000", "nobody-made-it"),
        mistyped: role("210987654321", "analyst"),
      },
    }).catch((reason: unknown) => reason);
    const wrong = await deploy({ "lakehouse:architecture": "arm46" }).catch((reason: unknown) => reason);
    expect((error as ProblemsError).problems.map(({ code, place }) => `${code} ${place}`)).to.deep.equal([
      "CONFIG_PLACEHOLDER lakehouse:alarms.emails[0]",
      "PRINCIPAL_UNKNOWN lakehouse:principals.analyst.role",
      "PRINCIPAL_FOREIGN lakehouse:principals.mistyped.role",
    ]);
    expect((wrong as Error).message).to.contain('lakehouse:architecture: "arm46" is not one of arm64, x86_64');
    expect(gate.calls.filter((call) => call !== "POST /" && !call.includes("GetParameter"))).to.deep.equal([]);
  });
});
