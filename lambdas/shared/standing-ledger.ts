import { QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { standingKey, standingsKey } from "../../model/ledger.ts";
import { afterNight, type NightOutcome, type Standing } from "../../model/standing.ts";
import { chunksOf } from "./bounded.ts";
import { Fault } from "./fault.ts";
import { itemOf } from "./ledger-item.ts";
import { readItems } from "./read-items.ts";
import { transact, transactionLimit, type TransactionItems } from "./transaction.ts";
import type { Waiting } from "./waiting.ts";

/** What the table holds: the standing, and how often it was written. */
type Stored = Standing & { readonly revision: number };

const attempts = 5;

export interface StandingReader {
  /** Those of the datasets that had a night. */
  readonly of: (datasetIds: readonly string[]) => Promise<readonly Standing[]>;
  /** Of all datasets that ever had a night, by name. */
  readonly all: () => Promise<readonly Standing[]>;
}

export interface StandingLedger extends StandingReader {
  /** Tells of nights of different datasets; telling the same again changes nothing. */
  readonly note: (nights: readonly NightOutcome[]) => Promise<void>;
}

export const standingReader = (client: DynamoDBDocumentClient, table: string): StandingReader => ({
  of: async (datasetIds) => (await readItems(client, table, datasetIds.map(standingKey))) as readonly Standing[],
  all: async () => {
    const found: Standing[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": standingsKey },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      found.push(...(answer.Items ?? []).map((item) => itemOf(item) as Standing));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  },
});

export const standingLedger = (client: DynamoDBDocumentClient, table: string, waiting: Waiting): StandingLedger => {
  const reader = standingReader(client, table);

  const put = (standing: Standing, before: Stored | undefined): TransactionItems[number] => ({
    Put: {
      TableName: table,
      Item: { ...standingKey(standing.datasetId), ...standing, revision: (before?.revision ?? 0) + 1 },
      ...(before === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "revision = :revision", ExpressionAttributeValues: { ":revision": before.revision } }),
    },
  });

  /** Whether nobody else wrote one of them meanwhile. */
  const noteOnce = async (nights: readonly NightOutcome[]): Promise<boolean> => {
    const stored = await reader.of(nights.map(({ dataset }) => dataset.datasetId));
    const byId = new Map(stored.map((standing) => [standing.datasetId, standing as Stored]));
    const items = nights.flatMap((night) => {
      const before = byId.get(night.dataset.datasetId);
      const now = afterNight(before, night);
      return now === undefined || now === before ? [] : [put(now, before)];
    });
    return items.length === 0 || (await transact(client, items, waiting)).length === 0;
  };

  return {
    ...reader,
    note: async (nights) => {
      for (const chunk of chunksOf(nights, transactionLimit)) {
        let attempt = 1;
        while (!(await noteOnce(chunk))) {
          attempt += 1;
          if (attempt <= attempts) continue;
          const problem = {
            code: "STANDING_BUSY",
            place: `run ${chunk[0]?.runId ?? ""}`,
            message: `others wrote the standing of its datasets during each of ${attempts.toString()} tries`,
            fix: "the report is tried again",
          };
          throw new Fault(problem, { retry: "later" });
        }
      }
    },
  };
};
