import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DatasetItem, GroupRunItem, RunItem } from "../../model/documents/ledger-items.ts";
import { groupKey, groupRunKey, isPartial, lockKey, runKey } from "../../model/ledger.ts";
import type { Clock } from "../clock.ts";
import { type TransactionItems } from "../dynamodb/transaction.ts";
import { runChanges } from "./run-change.ts";

export interface ReconciledDataset {
  readonly datasetId: string;
  readonly sourceRows: number | undefined;
  /** Present if the dataset reconciled; otherwise `error` is. */
  readonly rowHashSum?: string;
  readonly error?: string;
}

export interface Reconciliation {
  readonly runId: string;
  readonly manifestKey: string;
  readonly datasets: readonly ReconciledDataset[];
}

export interface RunEnd {
  readonly run: Pick<RunItem, "runId" | "group" | "window" | "startedAt">;
  readonly state: "SUCCEEDED" | "FAILED";
  readonly reportKey: string;
  readonly finishedAt: string;
  readonly error?: string;
  readonly datasets: readonly {
    readonly datasetId: string;
    readonly state: "SUCCEEDED" | "FAILED";
    readonly error?: string;
  }[];
}

/** Changes of a run as a whole. Each is decided by a single write, and repeating it changes nothing. */
export interface RunLedger {
  /** The run, after completing the last change of a killed call; `undefined` if the run is unknown. */
  readonly recover: (runId: string) => Promise<RunItem | undefined>;
  /**
   * Also takes the group's lock, if it is free or held by the run `deadHolder`. EXISTS: the run was opened before, by
   * an attempt of the same execution; its plan stays. BUSY: another run holds the lock; nothing was written.
   */
  readonly open: (
    run: RunItem,
    datasets: readonly DatasetItem[],
    deadHolder?: string,
  ) => Promise<"OPENED" | "EXISTS" | "BUSY">;
  /** Sets the token of the newest planning attempt; an older one no longer resumes anything. */
  readonly setTaskToken: (runId: string, taskToken: string) => Promise<void>;
  /** Ends the extraction: no page is counted after it. CLOSED: it had ended before; nothing was written. */
  readonly reconcile: (reconciliation: Reconciliation) => Promise<"RECONCILED" | "CLOSED">;
  /**
   * Also records a run that failed before it was planned, and releases the group's lock. FINISHED: it had ended before;
   * nothing was written.
   */
  readonly finish: (end: RunEnd) => Promise<"DONE" | "FINISHED">;
}

const mark = (run: Pick<RunItem, "window" | "startedAt">): Pick<RunItem, "partial"> =>
  isPartial(run) ? { partial: true } : {};

export const runLedger = (client: DynamoDBDocumentClient, table: string, clock: Clock): RunLedger => {
  const changes = runChanges(client, table, clock);
  const listing = (run: GroupRunItem): TransactionItems => {
    const { runId, group, window, startedAt, partial } = run;
    const item = { runId, group, window, startedAt, ...(partial && { partial }) };
    return [
      { Put: { TableName: table, Item: { ...groupRunKey(group, runId), ...item } } },
      { Put: { TableName: table, Item: { ...groupKey(group), group } } },
    ];
  };

  const taken = ({ runId, group, startedAt }: RunItem, from: string): TransactionItems[number] => ({
    Update: {
      TableName: table,
      Key: { ...lockKey(group) },
      UpdateExpression: "SET runId = :runId, since = :since",
      ConditionExpression: "attribute_not_exists(runId) OR runId IN (:runId, :from)",
      ExpressionAttributeValues: { ":runId": runId, ":since": startedAt, ":from": from },
    },
  });

  /**
   * A separate, last step: a run killed before it no longer has an execution, so that the next run takes over the lock.
   */
  const giveBack = async ({ runId, group }: Pick<RunItem, "runId" | "group">): Promise<void> => {
    const update = {
      TableName: table,
      Key: { ...lockKey(group) },
      UpdateExpression: "REMOVE runId, since",
      ConditionExpression: "runId = :runId",
      ExpressionAttributeValues: { ":runId": runId },
    };
    try {
      await client.send(new UpdateCommand(update));
    } catch (error) {
      // It no longer holds the lock, or never did
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };

  return {
    recover: changes.recover,

    open: async (run, datasets, deadHolder = run.runId) => {
      const marked = { ...run, ...mark(run) };
      const done = await changes.make({
        runId: run.runId,
        from: ["ABSENT"],
        run: marked,
        beside: [...listing(marked), taken(run, deadHolder)],
        datasets: datasets.map((dataset) => ({ ...dataset })),
      });
      if (done) return "OPENED";
      return (await changes.recover(run.runId)) === undefined ? "BUSY" : "EXISTS";
    },

    setTaskToken: async (runId, taskToken) => {
      const update = {
        TableName: table,
        Key: { ...runKey(runId) },
        UpdateExpression: "SET taskToken = :token",
        ConditionExpression: "#state = :extracting",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":token": taskToken, ":extracting": "EXTRACTING" },
      };
      try {
        await client.send(new UpdateCommand(update));
      } catch (error) {
        // The run was closed in the meantime, so there is nothing left to resume.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    reconcile: async ({ runId, manifestKey, datasets }) => {
      const failed = datasets.filter(({ error }) => error !== undefined).length;
      const done = await changes.make({
        runId,
        from: ["EXTRACTING"],
        run: { state: "RECONCILED", manifestKey, reconciled: datasets.length - failed, failed },
        beside: [],
        datasets: datasets.map((dataset) => ({
          ...dataset,
          state: dataset.error === undefined ? "RECONCILED" : "FAILED",
        })),
      });
      return done ? "RECONCILED" : "CLOSED";
    },

    finish: async ({ run, state, reportKey, finishedAt, error, datasets }) => {
      const { runId, group, window, startedAt } = run;
      // A planned run keeps its stored value: it may have waited for its turn until its window was over
      const { partial } = (await changes.recover(runId)) ?? mark(run);
      const done = await changes.make({
        runId,
        from: ["ABSENT", "EXTRACTING", "RECONCILED"],
        run: { runId, group, window, startedAt, partial, state, reportKey, finishedAt, error },
        beside: listing({ ...run, ...(partial && { partial }) }),
        datasets,
      });
      await giveBack(run);
      return done ? "DONE" : "FINISHED";
    },
  };
};
