/** Whether an alarm reaches somebody. */
import type { SNSClient } from "@aws-sdk/client-sns";
import { alarmsNamed } from "../../../aws/cloudwatch/alarms.ts";
import { cloudWatchClient } from "../../../aws/cloudwatch/client.ts";
import { snsClient } from "../../../aws/sns/client.ts";
import { subscriptionsOf } from "../../../aws/sns/topics.ts";
import { failed, ok, type Check, type Finding } from "../check.ts";

const topicFinding = async (client: SNSClient, topic: string): Promise<Finding> => {
  const { confirmed, pending } = await subscriptionsOf(client, topic);
  const name = topic.slice(topic.lastIndexOf(":") + 1);
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
    const alarms = await alarmsNamed(cloudWatchClient(), `${prefix}-`);
    const topics = [...new Set(alarms.flatMap(({ tells }) => tells))].sort();
    if (alarms.length === 0) {
      return failed(
        "the stack has no alarm",
        "set lakehouse:alarms.enabled and deploy: otherwise nobody is notified when a night fails",
      );
    }
    if (topics.length === 0)
      return failed(`${alarms.length} alarms, but none notifies a topic`, "deploy the stack again");
    const client = snsClient();
    return Promise.all(topics.map((topic) => topicFinding(client, topic)));
  },
});
