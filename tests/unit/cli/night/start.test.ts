import { expect } from "chai";
import { startRun } from "../../../../cli/night/start.ts";
import type { Lake } from "../../../../cli/aws/lake.ts";
import type { RunInput } from "../../../../model/run.ts";

const window = { since: "2014-01-01T05:00:00.000Z", until: "2014-01-02T05:00:00.000Z" };
const id = (attempt: number): string => `flights-20140101T050000Z-20140102T050000Z-a${attempt.toString()}`;

const lakeWith = (attempts: readonly number[], taken: readonly string[]) => {
  const started: RunInput[] = [];
  const lake = {
    ledger: { attempts: () => Promise.resolve(attempts) },
    executions: {
      start: (input: RunInput) => {
        if (taken.includes(input.runId)) return Promise.resolve(false);
        started.push(input);
        return Promise.resolve(true);
      },
    },
  } as unknown as Pick<Lake, "ledger" | "executions">;
  return { lake, started };
};

describe("starting a run", () => {
  it("takes attempt 1 for a night that never ran, and the next one after that", async () => {
    expect((await startRun(lakeWith([], []).lake, "flights", window)).runId).to.equal(id(1));
    expect((await startRun(lakeWith([1, 10, 2], []).lake, "flights", window)).runId).to.equal(id(11));
  });

  it("passes over executions that the ledger doesn't know", async () => {
    const { lake, started } = lakeWith([1], [id(2), id(3)]);
    await startRun(lake, "flights", window);
    expect(started).to.deep.equal([{ runId: id(4), group: "flights", window }]);
  });
});
