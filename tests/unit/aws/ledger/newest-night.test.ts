import { GetCommand, QueryCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { ledgerReader } from "../../../../aws/ledger/ledger-reader.ts";
import type { GroupRunItem } from "../../../../model/documents/ledger-items.ts";

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString();
const runOf = (number: number, startedAt: string, changes: Partial<GroupRunItem> = {}): GroupRunItem => ({
  ...{ runId: `ops-${number}-${startedAt}`, group: "ops" },
  ...{ window: { since: day(number), until: day(number + 1) }, startedAt, ...changes },
});

const newestOf = async (runs: readonly GroupRunItem[]): Promise<string | undefined> => {
  const send = (command: unknown): Promise<object> => {
    if (command instanceof QueryCommand) return Promise.resolve({ Items: runs });
    const { sk = "", pk = "" } = command instanceof GetCommand ? (command.input.Key ?? {}) : {};
    const run = runs.find(({ runId }) => String(pk) === `RUN#${runId}`);
    return Promise.resolve({ Item: { pk: String(pk), sk: String(sk), ...run, state: "SUCCEEDED", bundleKey: "b" } });
  };
  const client = { send } as unknown as DynamoDBDocumentClient;
  return (await ledgerReader(client, "ledger").newestNight("ops"))?.runId;
};

describe("newest night of a group", () => {
  it("is the last run of the newest window, however many older ones were run since", async () => {
    const history = Array.from({ length: 120 }, (_, index) => runOf(index - 200, day(40)));
    const [first, again] = [runOf(9, day(10)), runOf(9, day(11))];
    expect(await newestOf([...history, again, first])).to.equal(again.runId);
  });

  it("leaves out what began before its window was over", async () => {
    const night = runOf(9, day(10));
    expect(await newestOf([night, runOf(20, day(12), { partial: true })])).to.equal(night.runId);
    expect(await newestOf([runOf(20, day(12), { partial: true })])).to.equal(undefined);
    expect(await newestOf([])).to.equal(undefined);
  });
});
