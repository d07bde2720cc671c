import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

export const sendMessage = async (client: SQSClient, queueUrl: string, message: object): Promise<void> => {
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
};

/** Makes a message visible to the queue's readers again after the given seconds. */
export type Postpone = (receiptHandle: string, seconds: number) => Promise<void>;

export const messagePostponer =
  (client: SQSClient, queueUrl: string): Postpone =>
  async (ReceiptHandle, VisibilityTimeout) => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout }));
  };
