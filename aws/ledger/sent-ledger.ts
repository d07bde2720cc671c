/** Records which mail was sent to whom: one per day and address, however often the function is called. */
import { createHash } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { mailKey } from "../../model/ledger.ts";

export interface SentLedger {
  /** Claims the sending of a day's mail to an address; false if it is already claimed. */
  readonly claim: (name: string, day: string, address: string, at: string) => Promise<boolean>;
  /** Records the message's id in SES. */
  readonly sent: (name: string, day: string, address: string, messageId: string) => Promise<void>;
  /** Releases a claim: SES rejected the message, so it may be sent again. */
  readonly refused: (name: string, day: string, address: string, reason: string) => Promise<void>;
}

/** The ledger stores no addresses. */
const recipientOf = (address: string): string => createHash("sha256").update(address).digest("hex").slice(0, 32);

export const sentLedger = (client: DynamoDBDocumentClient, table: string): SentLedger => {
  const keyOf = (name: string, day: string, address: string) => mailKey(name, day, recipientOf(address));
  const put = (item: Readonly<Record<string, unknown>>, condition: Partial<PutCommand["input"]> = {}) =>
    client.send(new PutCommand({ TableName: table, Item: item, ...condition }));
  return {
    claim: async (name, day, address, at) => {
      try {
        await put(
          { ...keyOf(name, day, address), state: "SENDING", at },
          {
            ConditionExpression: "attribute_not_exists(pk) OR #state = :refused",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: { ":refused": "REFUSED" },
          },
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    sent: async (name, day, address, messageId) => {
      await put({ ...keyOf(name, day, address), state: "SENT", messageId });
    },
    refused: async (name, day, address, reason) => {
      await put({ ...keyOf(name, day, address), state: "REFUSED", reason });
    },
  };
};
