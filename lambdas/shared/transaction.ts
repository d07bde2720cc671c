import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { fullJitterMs, type Clock } from "./clock.ts";

export type TransactionItems = NonNullable<TransactWriteCommandInput["TransactItems"]>;

/** DynamoDB takes at most 100 items in a transaction. */
export const transactionLimit = 100;

/** Places, from 0, of the items whose condition did not hold; empty when everything was written. */
export type FailedConditions = readonly number[];

const attemptLimit = 12;
const backoff = { baseMs: 20, capMs: 2_000 };

/** Reasons that pass by themselves. All pages of a dataset count in one item, so they meet there. */
const passing = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/**
 * Writes all items or none. Conflicts with other transactions are retried with full jitter, conditions that don't hold are
 * the answer, anything else is thrown.
 */
export const transact = async (
  client: DynamoDBDocumentClient,
  items: TransactionItems,
  clock: Clock,
): Promise<FailedConditions> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: items }));
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
      const failed = codes.flatMap((code, index) => (code === "ConditionalCheckFailed" ? [index] : []));
      if (failed.length > 0) return failed;
      if (!codes.some((code) => passing.has(code)) || attempt + 1 >= attemptLimit) throw error;
      await clock.sleep(fullJitterMs(attempt, backoff, clock.random));
    }
  }
};
