/** One group's pages don't hold up another's: the page queue is a fair queue. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { systemClock } from "../../../aws/clock.ts";
import { pageSender } from "../../../aws/sqs/page-queue.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { startEmulator, type Emulator } from "../../support/emulator.ts";

const window = { since: "2026-01-05T00:00:00.000Z", until: "2026-01-06T00:00:00.000Z" };

const pagesOf = (group: string, count: number): readonly PageMessage[] =>
  Array.from({ length: count }, (_, page) => ({
    ...{ runId: group, group, datasetId: "ops.events", page, piece: {}, expectedRows: 10 },
    ...{ expectedTotal: count * 10, window, bundleKey: "b" },
  }));

describe("A queue of several groups' pages", () => {
  let emulator: Emulator;
  let sqs: SQSClient;

  before(async () => {
    emulator = await startEmulator();
    sqs = new SQSClient({
      endpoint: `http://127.0.0.1:${emulator.port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  });
  after(() => emulator.stop());

  const createQueue = async (QueueName: string): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: "600" } }))).QueueUrl ?? "";

  const receive = async (QueueUrl: string): Promise<readonly Message[]> => {
    const answer = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["MessageGroupId"],
      }),
    );
    return answer.Messages ?? [];
  };

  const groupOf = ({ Attributes }: Message): string => Attributes?.MessageGroupId ?? "none";

  it("hands out a few pages of one group before the many that another sent earlier and works on slowly", async () => {
    const queueUrl = await createQueue("pages");
    const send = pageSender(sqs, queueUrl, systemClock);
    await send(pagesOf("slow", 60));
    // consumers take 30 of the slow group's pages, and finish none of them
    for (let batch = 0; batch < 3; batch += 1) await receive(queueUrl);
    await send(pagesOf("quick", 4));
    const received = (await receive(queueUrl)).map(groupOf);
    expect(received).to.deep.equal([...Array<string>(4).fill("quick"), ...Array<string>(6).fill("slow")]);
  });

  it("keeps each page, and hands out all of them", async () => {
    const queueUrl = await createQueue("all");
    const send = pageSender(sqs, queueUrl, systemClock);
    await send(pagesOf("slow", 35));
    await send(pagesOf("quick", 5));
    const bodies: string[] = [];
    for (let batch = await receive(queueUrl); batch.length > 0; batch = await receive(queueUrl)) {
      bodies.push(...batch.map(({ Body }) => Body ?? ""));
      for (const { ReceiptHandle } of batch) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
    }
    const expected = [...pagesOf("slow", 35), ...pagesOf("quick", 5)].map((page) => JSON.stringify(page));
    expect(bodies).to.have.members(expected);
  });

  it("hands out messages without a group in the order in which they came", async () => {
    const queueUrl = await createQueue("plain");
    const names = Array.from({ length: 40 }, (_, index) => index.toString());
    for (let first = 0; first < names.length; first += 10) {
      const entries = names.slice(first, first + 10).map((name) => ({ Id: name, MessageBody: name }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    }
    const received: string[] = [];
    for (let batch = await receive(queueUrl); batch.length > 0; batch = await receive(queueUrl)) {
      received.push(...batch.map(({ Body }) => Body ?? ""));
    }
    expect(received).to.deep.equal(names);
  });
});
