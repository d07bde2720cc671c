import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { part } from "../../model/documents/document.ts";
import { standing, type Standing } from "../../model/documents/standing.ts";
import { Fault } from "../../model/fault.ts";
import { standingKey } from "../../model/ledger.ts";
import { afterNight, type NightOutcome } from "../../model/standing.ts";
import { count, type Of } from "../../model/validation/schema.ts";
import { chunksOf } from "../bounded.ts";
import type { Clock } from "../clock.ts";
import { transact, transactionLimit, type TransactionItems } from "../dynamodb/transaction.ts";
import { readItems } from "./read-items.ts";

/** The stored form of a standing, with a count of its writes. */
const storedStanding = part("a stored standing", { ...standing.properties, revision: count });
type Stored = Of<typeof storedStanding>;

const attempts = 5;

export interface StandingReader {
  /** The standings of those datasets that have had a night. */
  readonly of: (datasetIds: readonly string[]) => Promise<readonly Standing[]>;
}

export interface StandingLedger extends StandingReader {
  /** Records nights of different datasets; recording one again changes nothing. Returns the resulting standings. */
  readonly note: (nights: readonly NightOutcome[]) => Promise<readonly Standing[]>;
}

export const standingReader = (client: DynamoDBDocumentClient, table: string): StandingReader => ({
  of: (datasetIds) => readItems(client, table, datasetIds.map(standingKey), standing),
});

export const standingLedger = (client: DynamoDBDocumentClient, table: string, clock: Clock): StandingLedger => {
  const reader = standingReader(client, table);

  const put = (now: Standing, before: Stored | undefined): TransactionItems[number] => ({
    Put: {
      TableName: table,
      Item: { ...standingKey(now.datasetId), ...now, revision: (before?.revision ?? 0) + 1 },
      ...(before === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "revision = :revision", ExpressionAttributeValues: { ":revision": before.revision } }),
    },
  });

  /** `undefined` if another writer changed one of them in the meantime. */
  const noteOnce = async (nights: readonly NightOutcome[]): Promise<readonly Standing[] | undefined> => {
    const keys = nights.map(({ dataset }) => standingKey(dataset.datasetId));
    const stored = await readItems(client, table, keys, storedStanding);
    const byId = new Map(stored.map((one) => [one.datasetId, one]));
    const told = nights.map((night) => {
      const before = byId.get(night.dataset.datasetId);
      return { before, now: afterNight(before, night) };
    });
    const items = told.flatMap(({ before, now }) => (now === undefined || now === before ? [] : [put(now, before)]));
    const isWritten = items.length === 0 || (await transact(client, items, clock)).length === 0;
    return isWritten ? told.flatMap(({ now }) => now ?? []) : undefined;
  };

  const noteChunk = async (nights: readonly NightOutcome[]): Promise<readonly Standing[]> => {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const standings = await noteOnce(nights);
      if (standings !== undefined) return standings;
    }
    const problem = {
      code: "STANDING_BUSY",
      place: `run ${nights[0]?.runId ?? ""}`,
      message: `other writers changed the standings of its datasets during each of ${attempts} tries`,
      fix: "the report will be retried",
    };
    throw new Fault(problem, { retry: "later" });
  };

  return {
    ...reader,
    note: async (nights) => {
      const standings: Standing[] = [];
      for (const chunk of chunksOf(nights, transactionLimit)) standings.push(...(await noteChunk(chunk)));
      return standings;
    },
  };
};
