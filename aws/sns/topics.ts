import { ListSubscriptionsByTopicCommand, PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

export interface Subscriptions {
  readonly confirmed: number;
  /** Subscriptions whose owners have not followed SNS's link yet. */
  readonly pending: number;
}

export const subscriptionsOf = async (client: SNSClient, topicArn: string): Promise<Subscriptions> => {
  const { Subscriptions: subscriptions = [] } = await client.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }),
  );
  const pending = subscriptions.filter(({ SubscriptionArn: arn }) => arn === "PendingConfirmation").length;
  return { confirmed: subscriptions.length - pending, pending };
};

export interface Notification {
  readonly subject: string;
  readonly text: string;
}

export type Notify = (notification: Notification) => Promise<void>;

export const topicNotifier =
  (client: SNSClient, topicArn: string): Notify =>
  async ({ subject, text }) => {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
  };
