import { expect } from "chai";
import { startRun } from "../../../../cli/night/start.ts";
import type { Lake } from "../../../../cli/aws/lake.ts";
import { ProblemsError } from "../../../../model/validation/problem.ts";
import type { RunInput } from "../../../../model/documents/run-input.ts";

const window = { since: "2014-01-01T05:00:00.000Z", until: "2014-01-02T05:00:00.000Z" };
const now = "2014-01-02T09:30:00.000Z";
const id = (attempt: number): string => `flights-20140101T050000Z-20140102T050000Z-a${attempt}`;

interface Holder {
  readonly runId: string;
  readonly status: string;
}

const lakeWith = (attempts: readonly number[], taken: readonly string[], holder?: Holder) => {
  const started: RunInput[] = [];
  const lake = {
    ledger: {
      attempts: () => Promise.resolve(attempts),
      lock: () => Promise.resolve(holder && { runId: holder.runId, since: "2014-01-02T06:00:00.000Z" }),
    },
    executions: {
      describe: (runId: string) => Promise.resolve(runId === holder?.runId ? { status: holder.status } : undefined),
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
    expect((await startRun(lakeWith([], []).lake, "flights", window, now)).runId).to.equal(id(1));
    expect((await startRun(lakeWith([1, 10, 2], []).lake, "flights", window, now)).runId).to.equal(id(11));
  });

  it("leaves attempt 1 of a night that isn't over to the schedule, which would not run it otherwise", async () => {
    const early = "2014-01-02T04:59:59.999Z";
    expect((await startRun(lakeWith([], []).lake, "flights", window, early)).runId).to.equal(id(2));
    expect((await startRun(lakeWith([2], []).lake, "flights", window, early)).runId).to.equal(id(3));
    expect((await startRun(lakeWith([], []).lake, "flights", window, window.until)).runId).to.equal(id(1));
  });

  it("is refused while another run of the group is at work, and says which", async () => {
    const { lake, started } = lakeWith([1], [], { runId: id(1), status: "RUNNING" });
    let refusal: unknown;
    await startRun(lake, "flights", window, now).catch((error: unknown) => {
      refusal = error;
    });
    expect(refusal).to.be.instanceOf(ProblemsError);
    expect((refusal as ProblemsError).problems).to.deep.equal([
      {
        code: "RUN_BUSY",
        place: "group flights",
        message: `run ${id(1)} has been at work since 2014-01-02T06:00:00.000Z; a group's runs go one after the other`,
        fix: `wait for it; follow it with "lakehouse status ${id(1)} --watch"`,
      },
    ]);
    expect(started).to.deep.equal([]);
  });

  it("takes no notice of a run that was killed before it could say that it ended", async () => {
    const { lake } = lakeWith([1], [], { runId: id(1), status: "ABORTED" });
    expect((await startRun(lake, "flights", window, now)).runId).to.equal(id(2));
  });

  it("passes over executions that the ledger doesn't know", async () => {
    const { lake, started } = lakeWith([1], [id(2), id(3)]);
    await startRun(lake, "flights", window, now);
    expect(started).to.deep.equal([{ runId: id(4), group: "flights", window }]);
  });
});
