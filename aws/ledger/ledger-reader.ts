import { GetCommand, QueryCommand, type DynamoDBDocumentClient, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { TSchema } from "typebox";
import { sameWindow } from "../../model/coverage.ts";
import {
  runItem,
  datasetItem,
  groupRunItem,
  groupItem,
  pageItem,
  lockItem,
  type DatasetItem,
  type GroupRunItem,
  type LockItem,
  type PageItem,
  type PageState,
  type RunItem,
} from "../../model/documents/ledger-items.ts";
import type { Window } from "../../model/documents/values.ts";
import { datasetKeyPrefix, groupsKey, lockKey, groupRunKey, pageKeyPrefix, runKey } from "../../model/ledger.ts";
import { attemptOf } from "../../model/names.ts";
import type { Of } from "../../model/validation/schema.ts";
import { itemOf } from "./ledger-item.ts";
import { readItems } from "./read-items.ts";

/** A run as shown to people: without the token that resumes the state machine, and without pending changes. */
export type RunSummary = Omit<RunItem, "taskToken">;

export interface RunStatus {
  readonly run: RunSummary;
  /** Ordered by id. */
  readonly datasets: readonly DatasetItem[];
}

/** Reads of the ledger. All of them are consistent. */
export interface LedgerReader {
  /** The newest runs by start, of one group or of all groups. */
  readonly latestRuns: (options?: {
    readonly group?: string;
    readonly limit?: number;
  }) => Promise<readonly RunSummary[]>;
  /**
   * The last run of the group's newest window. Considers only runs that started after their window had ended: an
   * earlier one says nothing about the night.
   */
  readonly newestNight: (group: string) => Promise<RunSummary | undefined>;
  /** Runs whose window contains this one and that started after their window had ended, newest first. */
  readonly nightRuns: (group: string, window: Window) => Promise<readonly RunSummary[]>;
  /** `undefined` until the run has been planned. */
  readonly runStatus: (runId: string) => Promise<RunStatus | undefined>;
  /** Pages that landed or failed, ordered by dataset and page. Other pages have no item yet. */
  readonly pages: (
    runId: string,
    filter?: { readonly datasetId?: string; readonly state?: PageState },
  ) => Promise<readonly PageItem[]>;
  /** The run that is active in a group, or was when it was killed; `undefined` if there is none. */
  readonly lock: (group: string) => Promise<LockItem | undefined>;
  /** The window's attempts in the ledger; the next attempt's number is one more than the highest. */
  readonly attempts: (group: string, window: Window) => Promise<readonly number[]>;
}

/** Reads that only the functions use. */
export interface RunReader extends LedgerReader {
  readonly run: (runId: string) => Promise<RunItem | undefined>;
  readonly datasets: (runId: string) => Promise<readonly DatasetItem[]>;
  /** The newest run of the group that started earlier and reconciled any dataset, among the last few. */
  readonly previousRun: (run: Pick<RunItem, "runId" | "group" | "startedAt">) => Promise<RunItem | undefined>;
}

/** Number of runs to search for one that reconciled: series of completely failed nights are short. */
const previousLimit = 10;

const hidden = new Set(["taskToken", "pendingId", "pending"]);

const summary = (run: RunItem): RunSummary =>
  Object.fromEntries(Object.entries(run).filter(([name]) => !hidden.has(name))) as unknown as RunSummary;

const newestFirst = (one: GroupRunItem, other: GroupRunItem): number =>
  other.startedAt.localeCompare(one.startedAt) || other.runId.localeCompare(one.runId);

const newestWindowFirst = (one: GroupRunItem, other: GroupRunItem): number =>
  other.window.until.localeCompare(one.window.until) || newestFirst(one, other);

export const ledgerReader = (client: DynamoDBDocumentClient, table: string): RunReader => {
  const query = async <Schema extends TSchema>(
    schema: Schema,
    pk: string,
    skPrefix: string,
    more?: Partial<QueryCommandInput>,
  ): Promise<Of<Schema>[]> => {
    const items: Of<Schema>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: skPrefix === "" ? "pk = :pk" : "pk = :pk AND begins_with(sk, :sk)",
          ...more,
          ExpressionAttributeValues: {
            ":pk": pk,
            ...(skPrefix !== "" && { ":sk": skPrefix }),
            ...more?.ExpressionAttributeValues,
          },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(answer.Items ?? []).map((record) => itemOf(schema, record)));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  };

  const run = async (runId: string): Promise<RunItem | undefined> => {
    const answer = await client.send(new GetCommand({ TableName: table, Key: runKey(runId), ConsistentRead: true }));
    return answer.Item && itemOf(runItem, answer.Item);
  };

  const runs = (runIds: readonly string[]): Promise<readonly RunItem[]> =>
    readItems(client, table, runIds.map(runKey), runItem);

  const datasets = async (runId: string): Promise<readonly DatasetItem[]> =>
    query(datasetItem, runKey(runId).pk, datasetKeyPrefix);
  const groupRuns = async (group: string): Promise<readonly GroupRunItem[]> =>
    query(groupRunItem, groupRunKey(group, "").pk, "RUN#");

  return {
    run,
    datasets,
    previousRun: async ({ runId, group, startedAt }) => {
      const earlier = (await groupRuns(group))
        .filter((item) => item.runId !== runId && item.startedAt <= startedAt)
        .sort(newestFirst);
      for (const { runId: candidate } of earlier.slice(0, previousLimit)) {
        const found = await run(candidate);
        if ((found?.reconciled ?? 0) > 0) return found;
      }
      return undefined;
    },
    latestRuns: async (options) => {
      const groups =
        options?.group === undefined
          ? (await query(groupItem, groupsKey, "")).map(({ group }) => group)
          : [options.group];
      const found = (await Promise.all(groups.map(groupRuns))).flat().sort(newestFirst);
      const order = found.slice(0, options?.limit ?? 20).map(({ runId }) => runId);
      const byId = new Map((await runs(order)).map((item) => [item.runId, item]));
      return order.flatMap((runId) => byId.get(runId) ?? []).map(summary);
    },
    newestNight: async (group) => {
      const [newest] = (await groupRuns(group)).filter(({ partial }) => partial !== true).sort(newestWindowFirst);
      const found = newest && (await run(newest.runId));
      return found && summary(found);
    },
    nightRuns: async (group, window) => {
      const items = (await groupRuns(group))
        .filter((item) => item.partial !== true)
        .filter((item) => item.window.since <= window.since && item.window.until >= window.until)
        .sort(newestFirst);
      const byId = new Map((await runs(items.map(({ runId }) => runId))).map((item) => [item.runId, item]));
      return items.flatMap(({ runId }) => byId.get(runId) ?? []).map(summary);
    },
    runStatus: async (runId) => {
      const [item, ofRun] = await Promise.all([run(runId), datasets(runId)]);
      return item && { run: summary(item), datasets: ofRun };
    },
    pages: async (runId, filter) =>
      query(
        pageItem,
        runKey(runId).pk,
        pageKeyPrefix(filter?.datasetId),
        filter?.state && {
          FilterExpression: "#state = :state",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: { ":state": filter.state },
        },
      ),
    lock: async (group) => {
      const answer = await client.send(new GetCommand({ TableName: table, Key: lockKey(group), ConsistentRead: true }));
      // Without attributes if no run is active
      return answer.Item?.["runId"] === undefined ? undefined : itemOf(lockItem, answer.Item);
    },
    attempts: async (group, window) =>
      (await groupRuns(group)).filter((item) => sameWindow(item.window, window)).map(({ runId }) => attemptOf(runId)),
  };
};
