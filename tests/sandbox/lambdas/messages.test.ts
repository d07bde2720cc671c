import { randomUUID } from "node:crypto";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { messagePostponer } from "../../../aws/sqs/messages.ts";
import { pageSender } from "../../../aws/sqs/page-queue.ts";
import { secretReader } from "../../../aws/secrets/secret-reader.ts";
import { taskResumer } from "../../../aws/step-functions/task-resumer.ts";
import { systemClock } from "../../../aws/clock.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { executionStarter } from "../../../aws/step-functions/execution-starter.ts";
import { roleFixture, type RoleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

const window = { since: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" };

describe("queue, secret and state machine of a run", () => {
  const name = `test-${randomUUID()}`;
  let sqs: SQSClient;
  let sfn: SFNClient;
  let queueUrl: string;
  let role: RoleFixture;

  before(async () => {
    role = await roleFixture("sends-token");
    sqs = new SQSClient(sandboxClientOptions());
    sfn = new SFNClient(sandboxClientOptions());
    const created = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: "600" } }),
    );
    queueUrl = created.QueueUrl ?? "";
  });
  after(async () => {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
    await role.remove();
  });

  const receive = async (waitSeconds = 1): Promise<readonly Message[]> => {
    const request = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: waitSeconds };
    return (await sqs.send(new ReceiveMessageCommand(request))).Messages ?? [];
  };

  it("sends every page's message once", async () => {
    const messages = Array.from({ length: 23 }, (_, page): PageMessage => {
      const piece = { at: (page * 5_000).toString(), size: 5_000 };
      const bounds = { page, piece, expectedRows: 5_000, expectedTotal: 115_000 };
      return { runId: "r", group: "ops", datasetId: "ops.events", ...bounds, window, bundleKey: "b" };
    });
    await pageSender(sqs, queueUrl, systemClock)(messages);
    const received: Message[] = [];
    for (let batch = await receive(); batch.length > 0; batch = await receive()) received.push(...batch);
    const pages = received
      .map(({ Body }) => JSON.parse(Body ?? "") as PageMessage)
      .sort((one, other) => one.page - other.page);
    expect(pages).to.deep.equal(messages);
    await messagePostponer(sqs, queueUrl)(received[0]?.ReceiptHandle ?? "", 0);
    expect((await receive(5)).map(({ MessageId }) => MessageId)).to.deep.equal([received[0]?.MessageId]);
  });

  it("reads a secret once, and again when its value was refused", async () => {
    const secrets = new SecretsManagerClient(sandboxClientOptions());
    await secrets.send(new CreateSecretCommand({ Name: name, SecretString: "old" }));
    try {
      const read = secretReader(secrets);
      expect(await read(name)).to.equal("old");
      await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: "new" }));
      expect(await read(name)).to.equal("old");
      expect(await Promise.all([read(name, { refused: "old" }), read(name, { refused: "old" })])).to.deep.equal([
        "new",
        "new",
      ]);
      expect(await read(name)).to.equal("new");
    } finally {
      await secrets.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
    }
  });

  it("starts an execution once and resumes it once; whoever comes later is told so", async () => {
    const definition = {
      StartAt: "Wait",
      States: {
        Wait: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          Parameters: { QueueUrl: queueUrl, MessageBody: { "token.$": "$$.Task.Token" } },
          End: true,
        },
      },
    };
    const request = { name, roleArn: role.arn, definition: JSON.stringify(definition) };
    const { stateMachineArn = "" } = await sfn.send(new CreateStateMachineCommand(request));
    try {
      const start = executionStarter(sfn, stateMachineArn);
      const input = { runId: "r-a1", group: "ops", window };
      expect(await start("r-a1", input)).to.equal("STARTED");
      expect(await start("r-a1", { ...input, group: "other" })).to.equal("EXISTS");

      const [message] = await receive(10);
      const { token } = JSON.parse(message?.Body ?? "{}") as { token: string };
      const resume = taskResumer(sfn);
      expect(await resume(token, { pages: 7 })).to.equal("RESUMED");
      const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:r-a1`;
      let execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      for (let tries = 0; execution.status === "RUNNING" && tries < 100; tries += 1) {
        await systemClock.sleep(100);
        execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      }
      expect(execution.status).to.equal("SUCCEEDED");
      expect(JSON.parse(execution.output ?? "")).to.deep.equal({ pages: 7 });
      expect(await resume(token, { pages: 7 })).to.equal("LATE");
      expect(await resume("no token at all", {})).to.equal("LATE");
    } finally {
      await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    }
  });
});
