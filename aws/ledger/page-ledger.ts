import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DatasetItem, PageItem } from "../../model/documents/ledger-items.ts";
import type { Piece } from "../../model/documents/values.ts";
import type { PageRecord } from "../../model/documents/page-record.ts";
import { datasetKey, pageKey } from "../../model/ledger.ts";
import type { Clock } from "../clock.ts";
import { transact, type TransactionItems } from "../dynamodb/transaction.ts";

export interface PageAddress {
  readonly runId: string;
  readonly datasetId: string;
  readonly page: number;
}

/**
 * OPEN: the page is still awaited. SETTLED: another delivery has landed or failed it. CLOSED: the run no longer awaits
 * pages of this dataset, or never did.
 */
export interface PageSituation {
  readonly state: "OPEN" | "SETTLED" | "CLOSED";
  /** The piece after a landed page's, in a chain that goes on. */
  readonly next?: Piece;
}

/** Ledger operations for extracting a page. */
export interface PageLedger {
  readonly situation: (address: PageAddress) => Promise<PageSituation>;
  /**
   * Counts the page once, however often it is called; if it writes nothing, it returns the situation that it found.
   *
   * @param next the piece after it, if the page is one of a chain that goes on: its page is awaited from then on
   */
  readonly land: (address: PageAddress, record: PageRecord, next?: Piece) => Promise<"LANDED" | "SETTLED" | "CLOSED">;
  /** Gives up the page, so that the run can end and name it. */
  readonly fail: (address: PageAddress, error: string, failedAt: string) => Promise<"FAILED" | "SETTLED" | "CLOSED">;
}

interface Counted {
  readonly landedRows: number;
  readonly landedPages: number;
  readonly landedBytes: number;
  readonly failedPages: number;
  /** Pages that have become known. */
  readonly plannedPages: number;
  /** Set for a page that landed. */
  readonly landedAt?: string;
}

export const pageLedger = (client: DynamoDBDocumentClient, table: string, clock: Clock): PageLedger => {
  const putPage = (address: PageAddress, item: PageItem): TransactionItems[number] => ({
    Put: {
      TableName: table,
      Item: { ...pageKey(address.runId, address.datasetId, address.page), ...item },
      ConditionExpression: "attribute_not_exists(pk)",
    },
  });
  const count = (address: PageAddress, counted: Counted): TransactionItems[number] => ({
    Update: {
      TableName: table,
      Key: datasetKey(address.runId, address.datasetId),
      UpdateExpression:
        "ADD landedRows :landedRows, landedPages :landedPages, landedBytes :landedBytes, failedPages :failedPages, " +
        "plannedPages :plannedPages" +
        (counted.landedAt === undefined ? "" : " SET lastLandedAt = :landedAt"),
      ConditionExpression: "#state = :extracting",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":landedRows": counted.landedRows,
        ":landedPages": counted.landedPages,
        ":landedBytes": counted.landedBytes,
        ":failedPages": counted.failedPages,
        ":plannedPages": counted.plannedPages,
        ...(counted.landedAt !== undefined && { ":landedAt": counted.landedAt }),
        ":extracting": "EXTRACTING",
      },
    },
  });
  const settle = async <Done>(address: PageAddress, item: PageItem, counted: Counted, done: Done) => {
    const failed = await transact(client, [putPage(address, item), count(address, counted)], clock);
    if (failed.length === 0) return done;
    return failed.includes(0) ? "SETTLED" : "CLOSED";
  };

  return {
    situation: async ({ runId, datasetId, page }) => {
      const dataset = datasetKey(runId, datasetId);
      const wanted = {
        [table]: { Keys: [{ ...dataset }, { ...pageKey(runId, datasetId, page) }], ConsistentRead: true },
      };
      const answer = await client.send(new BatchGetCommand({ RequestItems: wanted }));
      const items = answer.Responses?.[table] ?? [];
      const settled = items.find(({ sk }) => sk !== dataset.sk);
      const state = items.find(({ sk }) => sk === dataset.sk)?.["state"] as DatasetItem["state"] | undefined;
      if (settled !== undefined) {
        const next = settled["next"] as Piece | undefined;
        return { state: "SETTLED", ...(state === "EXTRACTING" && next !== undefined && { next }) };
      }
      // Keys that DynamoDB left unprocessed count as open: the transaction decides in any case.
      if (Object.keys(answer.UnprocessedKeys ?? {}).length > 0) return { state: "OPEN" };
      return { state: state === "EXTRACTING" ? "OPEN" : "CLOSED" };
    },
    land: async (address, record, next) =>
      settle(
        address,
        { ...record, datasetId: address.datasetId, state: "LANDED", ...(next !== undefined && { next }) },
        {
          landedRows: record.rows,
          landedPages: 1,
          landedBytes: record.bytes,
          failedPages: 0,
          plannedPages: next === undefined ? 0 : 1,
          landedAt: record.extractedAt,
        },
        "LANDED" as const,
      ),
    fail: async (address, error, failedAt) =>
      settle(
        address,
        { datasetId: address.datasetId, page: address.page, state: "FAILED", error, failedAt },
        { landedRows: 0, landedPages: 0, landedBytes: 0, failedPages: 1, plannedPages: 0 },
        "FAILED" as const,
      ),
  };
};
