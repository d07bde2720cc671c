/** Whether an alarm reaches somebody. */
import { paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { ListSubscriptionsByTopicCommand, type SNSClient } from "@aws-sdk/client-sns";
import { cloudWatchClient } from "../../../aws/cloudwatch/client.ts";
import { snsClient } from "../../../aws/sns/client.ts";
import { failed, ok, type Check, type Finding } from "../check.ts";

interface Announcing {
  readonly alarms: number;
  readonly topics: readonly string[];
}

const announcing = async (prefix: string): Promise<Announcing> => {
  const client = cloudWatchClient();
  const topics = new Set<string>();
  let alarms = 0;
  const types = ["MetricAlarm", "CompositeAlarm"] as const;
  const asked = { AlarmNamePrefix: `${prefix}-`, AlarmTypes: [...types] };
  for await (const { MetricAlarms: metric = [], CompositeAlarms: composite = [] } of paginateDescribeAlarms(
    { client },
    asked,
  )) {
    for (const { ActionsEnabled: enabled, AlarmActions: actions = [] } of [...metric, ...composite]) {
      alarms += 1;
      if (enabled === true) for (const action of actions) topics.add(action);
    }
  }
  return { alarms, topics: [...topics].sort() };
};

const topicFinding = async (client: SNSClient, topic: string): Promise<Finding> => {
  const { Subscriptions: subscriptions = [] } = await client.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topic }),
  );
  const name = topic.slice(topic.lastIndexOf(":") + 1);
  const pending = subscriptions.filter(({ SubscriptionArn: arn }) => arn === "PendingConfirmation").length;
  const confirmed = subscriptions.length - pending;
  const found = `topic ${name}: ${confirmed} confirmed, ${pending} waiting for confirmation`;
  return confirmed > 0
    ? ok(found)
    : failed(
        found,
        pending > 0
          ? "follow the link in the mail that SNS sent"
          : "name somebody in lakehouse:alarms.emails and deploy, or subscribe to the topic",
      );
};

/** @param prefix of the stack's names */
export const alarmCheck = (prefix: string): Check => ({
  code: "ALARMS_HEARD",
  title: "Alarms reach a topic with a confirmed subscription",
  look: async () => {
    const { alarms, topics } = await announcing(prefix);
    if (alarms === 0) {
      return failed(
        "the stack has no alarm",
        "set lakehouse:alarms.enabled and deploy: a night that fails tells nobody",
      );
    }
    if (topics.length === 0) return failed(`${alarms} alarms, none announces itself`, "deploy the stack again");
    const client = snsClient();
    return Promise.all(topics.map((topic) => topicFinding(client, topic)));
  },
});
