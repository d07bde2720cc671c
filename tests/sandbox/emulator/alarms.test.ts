import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { sandboxClientOptions } from "../../support/sandbox.ts";

const hour = 3600;
const namespace = "Test";

describe("Alarms", () => {
  const id = `test-${randomUUID()}`;
  const alarms = new Set<string>();
  let cloudwatch: CloudWatchClient;
  let sns: SNSClient;
  let sqs: SQSClient;
  let topicArn: string;
  let queueUrl: string;

  before(async () => {
    const options = sandboxClientOptions();
    cloudwatch = new CloudWatchClient(options);
    sns = new SNSClient(options);
    sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
    topicArn = (await sns.send(new CreateTopicCommand({ Name: id }))).TopicArn ?? "";
    const queueArn = topicArn.replace(":sns:", ":sqs:");
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queueArn,
          Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
        },
      ],
    });
    queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: id, Attributes: { Policy } }))).QueueUrl ?? "";
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn }));
  });

  after(async () => {
    // an alarm can't be deleted before the composite alarm that contains it
    for (const AlarmName of [...alarms].reverse()) {
      await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
    }
    await sns.send(new DeleteTopicCommand({ TopicArn: topicArn }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
    cloudwatch.destroy();
    sns.destroy();
    sqs.destroy();
  });

  /** An alarm on the maximum of a metric that only this test writes. */
  const alarm = async (name: string, settings: Partial<PutMetricAlarmCommandInput> = {}): Promise<string> => {
    const AlarmName = `${id}-${name}`;
    alarms.add(AlarmName);
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: namespace,
        MetricName: id,
        Dimensions: [{ Name: "part", Value: name }],
        Statistic: "Maximum",
        Period: 60,
        EvaluationPeriods: 1,
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 0,
        TreatMissingData: "notBreaching",
        ...settings,
      }),
    );
    return AlarmName;
  };

  const put = async (part: string, Value: number, hoursAgo = 0): Promise<void> => {
    const Timestamp = new Date(Date.now() - hoursAgo * hour * 1000);
    const datum = { MetricName: id, Dimensions: [{ Name: "part", Value: part }], Value, Timestamp };
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: [datum] }));
  };

  const stateOf = async (AlarmName: string): Promise<string | undefined> => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [AlarmName], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
    );
    return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue;
  };

  it("look at the metric with all of their dimensions and at no other", async () => {
    const [one, other] = [await alarm("one"), await alarm("other")];
    await put("one", 1);
    expect([await stateOf(one), await stateOf(other)]).to.deep.equal(["ALARM", "OK"]);
  });

  it("notice what is missing for all of their periods, and data that doesn't count", async () => {
    const settings = {
      Statistic: "Minimum",
      Period: hour,
      EvaluationPeriods: 26,
      Threshold: 26 * hour,
      TreatMissingData: "breaching",
    } as const;
    const stale = await alarm("stale", settings);
    expect(await stateOf(stale)).to.equal("ALARM");
    await put("stale", 5 * hour, 27);
    expect(await stateOf(stale), "published too long ago").to.equal("ALARM");
    await put("stale", 200 * hour);
    expect(await stateOf(stale), "published just now, but old data").to.equal("ALARM");
    await put("stale", 5 * hour, 25);
    expect(await stateOf(stale), "published in time").to.equal("OK");
  });

  it("keep the state of the last value while nothing comes, if they are told to", async () => {
    const failed = await alarm("failed", { TreatMissingData: "ignore" });
    expect(await stateOf(failed)).to.equal("INSUFFICIENT_DATA");
    await put("failed", 1);
    expect(await stateOf(failed)).to.equal("ALARM");
    // nothing in the period anymore: the same as time passing
    await alarm("failed", { TreatMissingData: "ignore", Dimensions: [{ Name: "part", Value: "nobody" }] });
    expect(await stateOf(failed)).to.equal("ALARM");
  });

  it("see what is in a queue", async () => {
    const dead = await alarm("dead", {
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: id }],
    });
    expect(await stateOf(dead)).to.equal("OK");
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "not a notification" }));
    expect(await stateOf(dead)).to.equal("ALARM");
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, VisibilityTimeout: 600 }));
  });

  it("tell once of several parts that are combined", async () => {
    const parts = [await alarm("first"), await alarm("second")];
    const AlarmName = `${id}-combined`;
    alarms.add(AlarmName);
    const AlarmRule = parts.map((part) => `ALARM("${part}")`).join(" OR ");
    await cloudwatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule, AlarmActions: [topicArn] }));
    await put("first", 1);
    await put("second", 1);
    expect(await Promise.all([...parts, AlarmName].map(stateOf))).to.deep.equal(["ALARM", "ALARM", "ALARM"]);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    const told = Messages.map(({ Body }) => JSON.parse(Body ?? "") as { Message: string });
    const named = told.map(({ Message }) => (JSON.parse(Message) as { AlarmName: string }).AlarmName);
    expect(named).to.deep.equal([AlarmName]);
  });
});
