import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { TSchema } from "typebox";
import type { LedgerKey } from "../../model/ledger.ts";
import type { Of } from "../../model/validation/schema.ts";
import { chunksOf } from "../bounded.ts";
import { itemOf } from "./ledger-item.ts";

/** DynamoDB accepts at most 100 keys per batch. */
const batchLimit = 100;

/** The existing items, in no particular order. */
export const readItems = async <Schema extends TSchema>(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly LedgerKey[],
  schema: Schema,
): Promise<readonly Of<Schema>[]> => {
  const found: Of<Schema>[] = [];
  for (const chunk of chunksOf(keys, batchLimit)) {
    let asked: Record<string, unknown>[] = chunk.map((key) => ({ ...key }));
    while (asked.length > 0) {
      const request = { RequestItems: { [table]: { Keys: asked, ConsistentRead: true } } };
      const answer = await client.send(new BatchGetCommand(request));
      found.push(...(answer.Responses?.[table] ?? []).map((record) => itemOf(schema, record)));
      asked = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return found;
};
