import { randomUUID } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { GetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { runItem, type RunItem, type RunState } from "../../model/documents/ledger-items.ts";
import { datasetKey, runKey, type LedgerKey } from "../../model/ledger.ts";
import { chunksOf } from "../bounded.ts";
import type { Clock } from "../clock.ts";
import { transact, transactionLimit, type TransactionItems } from "../dynamodb/transaction.ts";
import { itemOf } from "./ledger-item.ts";

/** Attributes to set; undefined ones stay unchanged. */
type Attributes = Readonly<Record<string, unknown>>;

export interface RunChange {
  readonly runId: string;
  /** States in which the run must be for the change to be made. */
  readonly from: readonly (RunState | "ABSENT")[];
  readonly run: Attributes;
  /** Written together with the run. */
  readonly beside: TransactionItems;
  readonly datasets: readonly (Attributes & { readonly datasetId: string })[];
}

/** The part of a change that is not yet written; stored on the run's item until it is. */
interface Pending {
  readonly pendingId: string;
  /** Attributes of datasets, as gzip JSON: a DynamoDB item has at most 400 KB. */
  readonly pending: Uint8Array;
}

export type StoredRun = RunItem & Partial<Pending>;

type Update = NonNullable<TransactionItems[number]["Update"]>;

const setting = (
  attributes: Attributes,
): Pick<Update, "UpdateExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"> => {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
  };
};

const conditionOn = (from: RunChange["from"]) => {
  const states = from.filter((state) => state !== "ABSENT");
  const values = Object.fromEntries(states.map((state, index) => [`:from${index}`, state]));
  const held = `(#state IN (${Object.keys(values).join(", ")}) AND attribute_not_exists(pendingId))`;
  const absent = from.includes("ABSENT") ? ["attribute_not_exists(pk)"] : [];
  return { condition: [...absent, ...(states.length > 0 ? [held] : [])].join(" OR "), values };
};

/**
 * Changes of a run and of all its datasets, which may be more items than fit in a transaction. The first transaction
 * decides and changes the run; the rest is stored on the run's item until it is written too. Each further transaction
 * requires that it is still stored there, so any number of concurrent calls may carry it out, and none can come too
 * late.
 */
export const runChanges = (client: DynamoDBDocumentClient, table: string, clock: Clock) => {
  const update = (key: LedgerKey, attributes: Attributes, more: Partial<Update> = {}): TransactionItems[number] => {
    const set = setting(attributes);
    const names = { ...set.ExpressionAttributeNames, ...more.ExpressionAttributeNames };
    const values = { ...set.ExpressionAttributeValues, ...more.ExpressionAttributeValues };
    return {
      Update: {
        TableName: table,
        Key: { ...key },
        ...set,
        ...more,
        ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      },
    };
  };
  const datasetUpdates = (runId: string, datasets: RunChange["datasets"]): TransactionItems =>
    datasets.map((dataset) => update(datasetKey(runId, dataset.datasetId), dataset));

  const storedRun = async (runId: string): Promise<StoredRun | undefined> => {
    const answer = await client.send(new GetCommand({ TableName: table, Key: runKey(runId), ConsistentRead: true }));
    // Pending changes are internal and not part of the returned item
    return answer.Item && itemOf(runItem, answer.Item);
  };

  const carryOut = async (runId: string, { pendingId, pending }: Pending): Promise<void> => {
    const stands = {
      ConditionExpression: "pendingId = :pendingId",
      ExpressionAttributeValues: { ":pendingId": pendingId },
    };
    const datasets = JSON.parse(gunzipSync(pending).toString()) as RunChange["datasets"];
    // Rewrites the existing value; a condition check without a write would need one more permission for each role.
    const guard = {
      Update: {
        TableName: table,
        Key: { ...runKey(runId) },
        UpdateExpression: "SET pendingId = :pendingId",
        ...stands,
      },
    };
    for (const chunk of chunksOf(datasets, transactionLimit - 1)) {
      // If the condition fails, another call has carried it out.
      if ((await transact(client, [guard, ...datasetUpdates(runId, chunk)], clock)).length > 0) return;
    }
    const forget = { ...guard.Update, UpdateExpression: "REMOVE pendingId, pending" };
    await transact(client, [{ Update: forget }], clock);
  };

  const recover = async (runId: string): Promise<RunItem | undefined> => {
    for (;;) {
      const run = await storedRun(runId);
      if (run?.pendingId === undefined || run.pending === undefined) return run;
      await carryOut(runId, { pendingId: run.pendingId, pending: run.pending });
    }
  };

  /** Whether this call made the change. In either case nothing of an earlier change is left pending. */
  const make = async ({ runId, from, run, beside, datasets }: RunChange): Promise<boolean> => {
    const fitting = transactionLimit - 1 - beside.length;
    const rest = datasets.slice(fitting);
    const pending: Pending | undefined =
      rest.length === 0 ? undefined : { pendingId: randomUUID(), pending: gzipSync(JSON.stringify(rest)) };
    const { condition, values } = conditionOn(from);
    const states = Object.keys(values).length > 0 ? { "#state": "state" } : {};
    const first = [
      update(
        runKey(runId),
        { ...run, ...pending },
        { ConditionExpression: condition, ExpressionAttributeNames: states, ExpressionAttributeValues: values },
      ),
      ...beside,
      ...datasetUpdates(runId, datasets.slice(0, fitting)),
    ];
    for (;;) {
      if ((await transact(client, first, clock)).length === 0) {
        if (pending !== undefined) await carryOut(runId, pending);
        return true;
      }
      const found = await storedRun(runId);
      if (found?.pendingId === undefined) return false;
      await recover(runId);
    }
  };

  return { recover, make };
};
