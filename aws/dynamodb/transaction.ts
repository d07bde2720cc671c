import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../clock.ts";
import { retried, type RetryPolicy } from "../retry.ts";

export type TransactionItems = NonNullable<TransactWriteCommandInput["TransactItems"]>;

/** DynamoDB accepts at most 100 items per transaction. */
export const transactionLimit = 100;

/** Indexes of the items whose condition failed, from 0; empty if everything was written. */
export type FailedConditions = readonly number[];

/** Transient reasons. All pages of a dataset are counted in one item, so they conflict there. */
const passing = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

const reasonsOf = ({ CancellationReasons: reasons = [] }: TransactionCanceledException): readonly string[] =>
  reasons.map(({ Code: code = "None" }) => code);

const conflict: RetryPolicy = {
  passes: (error) =>
    error instanceof TransactionCanceledException && reasonsOf(error).some((code) => passing.has(code)),
  backoff: { baseMs: 20, capMs: 2_000 },
  attempts: 12,
};

/**
 * Writes all items or none. Conflicts with other transactions are retried with full jitter, failed conditions are
 * returned, and any other error is thrown.
 */
export const transact = (
  client: DynamoDBDocumentClient,
  items: TransactionItems,
  clock: Clock,
): Promise<FailedConditions> =>
  retried(
    async () => {
      try {
        await client.send(new TransactWriteCommand({ TransactItems: items }));
        return [];
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const failed = reasonsOf(error).flatMap((code, index) => (code === "ConditionalCheckFailed" ? [index] : []));
        if (failed.length === 0) throw error;
        return failed;
      }
    },
    clock,
    conflict,
  );
