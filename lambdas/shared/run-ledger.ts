import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { datasetKey, groupKey, groupRunKey, runKey, type DatasetItem, type RunItem } from "../../model/ledger.ts";
import { transact, transactionLimit, type TransactionItems } from "./transaction.ts";
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

/** Changes of a run as a whole. Each is one transaction, and repeating it changes nothing. */
export interface RunLedger {
  /** EXISTS: the run was opened before, by an attempt of the same execution; nothing was written. */
  readonly open: (run: RunItem, datasets: readonly DatasetItem[]) => Promise<"OPENED" | "EXISTS">;
  /** The token of the newest attempt to plan; an older one resumes nothing any more. */
  readonly setTaskToken: (runId: string, taskToken: string) => Promise<void>;
  /** Ends the extraction: no page is counted after it. CLOSED: that has happened before; nothing was written. */
  readonly reconcile: (reconciliation: Reconciliation) => Promise<"RECONCILED" | "CLOSED">;
  /** Also notes a run that failed before it was planned. FINISHED: it had ended before; nothing was written. */
  readonly finish: (end: RunEnd) => Promise<"DONE" | "FINISHED">;
}

/** Datasets that a group may have, so that a run opens in one transaction beside its own three items. */
export const datasetLimit = transactionLimit - 3;

type Update = NonNullable<TransactionItems[number]["Update"]>;

/** SET of all given attributes; undefined ones are left as they are. */
const setting = (
  attributes: Readonly<Record<string, unknown>>,
): Pick<Update, "UpdateExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"> => {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
  };
};

export const runLedger = (client: DynamoDBDocumentClient, table: string, waiting: Waiting): RunLedger => {
  /** An update that holds only while the item's state is one of `states`, or while there is no item, if that is allowed. */
  const updateWhile = (
    key: Record<string, string>,
    states: readonly string[],
    attributes: Readonly<Record<string, unknown>>,
    orAbsent = false,
  ): TransactionItems[number] => {
    const set = setting(attributes);
    const allowed = Object.fromEntries(states.map((state, index) => [`:while${index.toString()}`, state]));
    const held = `#state IN (${Object.keys(allowed).join(", ")})`;
    return {
      Update: {
        TableName: table,
        Key: key,
        ...set,
        ConditionExpression: orAbsent ? `attribute_not_exists(pk) OR ${held}` : held,
        ExpressionAttributeNames: { ...set.ExpressionAttributeNames, "#state": "state" },
        ExpressionAttributeValues: { ...set.ExpressionAttributeValues, ...allowed },
      },
    };
  };
  const listing = (run: Pick<RunItem, "runId" | "group" | "window" | "startedAt">): TransactionItems => {
    const { runId, group, window, startedAt } = run;
    return [
      { Put: { TableName: table, Item: { ...groupRunKey(group, runId), runId, group, window, startedAt } } },
      { Put: { TableName: table, Item: { ...groupKey(group), group } } },
    ];
  };

  return {
    open: async (run, datasets) => {
      const items: TransactionItems = [
        {
          Put: {
            TableName: table,
            Item: { ...runKey(run.runId), ...run },
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        ...listing(run),
        ...datasets.map((dataset) => ({
          Put: { TableName: table, Item: { ...datasetKey(run.runId, dataset.datasetId), ...dataset } },
        })),
      ];
      return (await transact(client, items, waiting)).length === 0 ? "OPENED" : "EXISTS";
    },

    setTaskToken: async (runId, taskToken) => {
      const update = updateWhile({ ...runKey(runId) }, ["EXTRACTING"], { taskToken }).Update;
      try {
        if (update !== undefined) await client.send(new UpdateCommand(update as UpdateCommand["input"]));
      } catch (error) {
        // The run was closed meanwhile, so there is nothing left to resume.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    reconcile: async ({ runId, manifestKey, datasets }) => {
      const failed = datasets.filter(({ error }) => error !== undefined).length;
      const ofRun = { state: "RECONCILED", manifestKey, reconciled: datasets.length - failed, failed };
      const items: TransactionItems = [
        updateWhile({ ...runKey(runId) }, ["EXTRACTING"], ofRun),
        ...datasets.map(({ datasetId, sourceRows, rowHashSum, error }) =>
          updateWhile({ ...datasetKey(runId, datasetId) }, ["EXTRACTING", "FAILED"], {
            state: error === undefined ? "RECONCILED" : "FAILED",
            sourceRows,
            rowHashSum,
            error,
          }),
        ),
      ];
      return (await transact(client, items, waiting)).length === 0 ? "RECONCILED" : "CLOSED";
    },

    finish: async ({ run, state, reportKey, finishedAt, error, datasets }) => {
      const { runId, group, window, startedAt } = run;
      const open = ["EXTRACTING", "RECONCILED"];
      const ofRun = { runId, group, window, startedAt, state, reportKey, finishedAt, error };
      const items: TransactionItems = [
        updateWhile({ ...runKey(runId) }, open, ofRun, true),
        ...listing(run),
        ...datasets.map((dataset) =>
          updateWhile({ ...datasetKey(runId, dataset.datasetId) }, [...open, "FAILED"], {
            state: dataset.state,
            error: dataset.error,
          }),
        ),
      ];
      return (await transact(client, items, waiting)).length === 0 ? "DONE" : "FINISHED";
    },
  };
};
