import { expect } from "chai";
import type { RunInput } from "../../../../model/documents/run-input.ts";
import { startRun } from "../../../../lambdas/start/start-run.ts";
import type { StartExecution } from "../../../../aws/step-functions/execution-starter.ts";
import { bundleOf } from "../fakes.ts";
import { faultOf } from "../rejection.ts";

const starter = () => {
  const executions = new Map<string, RunInput>();
  const start: StartExecution = (name, input) => {
    if (executions.has(name)) return Promise.resolve("EXISTS");
    executions.set(name, input);
    return Promise.resolve("STARTED");
  };
  return { executions, start };
};

describe("start of a night", () => {
  it("reads the day before the scheduled instant in the group's time zone", async () => {
    const { executions, start } = starter();
    const result = await startRun({ group: "ops", scheduledTime: "2026-07-02T00:30:00Z" }, bundleOf(), start);
    const runId = "ops-20260630T220000Z-20260701T220000Z-a1";
    expect(result).to.deep.equal({ runId, started: true });
    expect(executions.get(runId)).to.deep.equal({
      runId,
      group: "ops",
      window: { since: "2026-06-30T22:00:00.000Z", until: "2026-07-01T22:00:00.000Z" },
    });
  });

  it("is a no-op when the schedule fires twice", async () => {
    const { executions, start } = starter();
    const event = { group: "ops", scheduledTime: "2026-07-02T00:30:00Z" };
    await startRun(event, bundleOf(), start);
    const again = await startRun({ ...event, scheduledTime: "2026-07-02T00:31:12Z" }, bundleOf(), start);
    expect(again.started).to.equal(false);
    expect(executions.size).to.equal(1);
  });

  describe("that is due every second week", () => {
    const schedules = [
      {
        ...{ group: "ops", expression: "cron(30 4 ? * MON *)", timeZone: "Europe/Berlin" },
        weeks: { every: 2, firstRun: "2026-01-05" },
      },
    ];
    const bundle = { ...bundleOf(), schedules };

    it("reads the two weeks before, at the same local time on either side of a clock change", async () => {
      for (const [scheduledTime, runId] of [
        ["2026-03-16T03:30:00Z", "ops-20260301T230000Z-20260315T230000Z-a1"],
        ["2026-03-30T02:30:00Z", "ops-20260315T230000Z-20260329T220000Z-a1"],
      ] as const) {
        const { executions, start } = starter();
        expect(await startRun({ group: "ops", scheduledTime }, bundle, start)).to.deep.equal({ runId, started: true });
        expect([...executions.keys()]).to.deep.equal([runId]);
      }
    });

    it("is skipped in the weeks between, for which the scheduler fires, too", async () => {
      const { executions, start } = starter();
      const result = await startRun({ group: "ops", scheduledTime: "2026-03-23T03:30:00Z" }, bundle, start);
      expect(result).to.deep.equal({ started: false, skipped: "ops is not due this week" });
      expect(executions.size).to.equal(0);
    });
  });

  it("refuses a group without a schedule", async () => {
    const fault = await faultOf(
      startRun({ group: "x", scheduledTime: "2026-07-02T00:30:00Z" }, bundleOf(), starter().start),
    );
    expect(fault.problem).to.include({ code: "GROUP_UNKNOWN", message: "no contract belongs to it; groups are ops" });
  });
});
