import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { groupKey, groupRunKey, runKey, type DatasetItem, type RunItem } from "../../model/ledger.ts";
import { runChanges } from "./run-change.ts";
import { type TransactionItems } from "./transaction.ts";
import type { Waiting } from "./waiting.ts";

export interface ReconciledDataset {
  readonly datasetId: string;
  readonly sourceRows: number | undefined;
  /** There when the dataset reconciled; `error` when it didn't. */
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

/** Changes of a run as a whole. Each is decided by one write, and repeating it changes nothing. */
export interface RunLedger {
  /** The run, after what a killed call has left of its last change was carried out; undefined when it is unknown. */
  readonly recover: (runId: string) => Promise<RunItem | undefined>;
  /** EXISTS: the run was opened before, by an attempt of the same execution; its plan stays. */
  readonly open: (run: RunItem, datasets: readonly DatasetItem[]) => Promise<"OPENED" | "EXISTS">;
  /** The token of the newest attempt to plan; an older one resumes nothing any more. */
  readonly setTaskToken: (runId: string, taskToken: string) => Promise<void>;
  /** Ends the extraction: no page is counted after it. CLOSED: that has happened before; nothing was written. */
  readonly reconcile: (reconciliation: Reconciliation) => Promise<"RECONCILED" | "CLOSED">;
  /** Also notes a run that failed before it was planned. FINISHED: it had ended before; nothing was written. */
  readonly finish: (end: RunEnd) => Promise<"DONE" | "FINISHED">;
}

export const runLedger = (client: DynamoDBDocumentClient, table: string, waiting: Waiting): RunLedger => {
  const changes = runChanges(client, table, waiting);
  const listing = (run: Pick<RunItem, "runId" | "group" | "window" | "startedAt">): TransactionItems => {
    const { runId, group, window, startedAt } = run;
    return [
      { Put: { TableName: table, Item: { ...groupRunKey(group, runId), runId, group, window, startedAt } } },
      { Put: { TableName: table, Item: { ...groupKey(group), group } } },
    ];
  };

  return {
    recover: changes.recover,

    open: async (run, datasets) => {
      const done = await changes.make({
        runId: run.runId,
        from: ["ABSENT"],
        run: { ...run },
        beside: listing(run),
        datasets: datasets.map((dataset) => ({ ...dataset })),
      });
      return done ? "OPENED" : "EXISTS";
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
        // The run was closed meanwhile, so there is nothing left to resume.
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
      const done = await changes.make({
        runId,
        from: ["ABSENT", "EXTRACTING", "RECONCILED"],
        run: { runId, group, window, startedAt, state, reportKey, finishedAt, error },
        beside: listing(run),
        datasets,
      });
      return done ? "DONE" : "FINISHED";
    },
  };
};
