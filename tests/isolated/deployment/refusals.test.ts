import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetBucketLoggingCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { Deployment } from "../../../model/documents/deployment.ts";
import { makePrincipals, openGate, startEmulator, type Emulator, type Gate } from "../../support/emulator.ts";

describe("what is refused, failed or asked in a deployed stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-refusals-"));
  let emulator: Emulator;
  let gate: Gate;
  let deployment: Deployment;

  before(async () => {
    emulator = await startEmulator();
    await makePrincipals(emulator);
    gate = await openGate(emulator);
    deployment = await gate.deployer.deploy({
      stack: "sandbox",
      overrides: { "lakehouse:schedulesEnabled": false },
      stateFile: join(folder, "deployment.json"),
    });
  });

  after(async () => {
    await gate.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  it("keeps a start that the function failed at every time", async () => {
    const start = { group: "nobody", scheduledTime: "2013-01-02T09:30:00Z" };
    await new LambdaClient(gate.clientOptions).send(
      new InvokeCommand({
        FunctionName: "lakehouse-sandbox-start",
        InvocationType: "Event",
        Payload: JSON.stringify(start),
      }),
    );
    const sqs = new SQSClient({ ...gate.clientOptions, useQueueUrlAsEndpoint: false });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "lakehouse-sandbox-starts-dead" }));
    let body: string | undefined;
    while (body === undefined) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      body = Messages[0]?.Body;
    }
    // Lambda sends the event itself; the emulator wraps it as it does for destinations
    expect(body).to.contain(start.group).and.to.contain(start.scheduledTime);
  });

  it("logs requests to a bucket in the bucket for that", async () => {
    const { LoggingEnabled } = await new S3Client({ ...gate.clientOptions, forcePathStyle: true }).send(
      new GetBucketLoggingCommand({ Bucket: deployment.rawBucket }),
    );
    expect(LoggingEnabled).to.deep.equal({
      TargetBucket: "lakehouse-sandbox-access-logs-000000000000",
      TargetPrefix: "raw/",
    });
  });

  it("has every queue refuse what isn't encrypted on its way", async () => {
    const sqs = new SQSClient({ ...gate.clientOptions, useQueueUrlAsEndpoint: false });
    for (const QueueUrl of [deployment.pageQueueUrl, deployment.deadLetterQueueUrl]) {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy", "QueueArn"] }),
      );
      const policy = JSON.parse(Attributes?.Policy ?? "{}") as { Statement?: readonly object[] };
      expect(policy.Statement?.[0]).to.deep.include({ Effect: "Deny", Resource: Attributes?.QueueArn });
    }
  });
});
