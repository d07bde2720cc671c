/** The emulator fires when the contracts say that a run is due. */
import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { runsAfter } from "../../../model/schedules/runs.ts";
import { pythonEnvironment } from "../../../sandbox/python.ts";

const count = 60;
const expressions = [
  ...["cron(30 4 * * ? *)", "cron(30 * * * ? *)", "cron(15 0/2 * * ? *)", "cron(30 4 ? * MON-FRI *)"],
  ...["cron(30 4 ? * MON *)", "cron(0 6 L * ? *)", "cron(0 6 15W * ? *)", "cron(0 6 ? * 6#3 *)", "cron(0 6 ? * 6L *)"],
];
const zones = ["UTC", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"];
/** Before clocks go forward in New York, and before they go back. */
const instants = ["2026-03-07T12:00:00Z", "2026-10-31T12:00:00Z"];

const script = `
import json, sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from emulator.scheduler.due import next_due

def due_times(expression, zone, after):
    moment = datetime.fromisoformat(after)
    for _ in range(${count}):
        moment = next_due(expression, ZoneInfo(zone), moment)
        yield moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")

print(json.dumps([list(due_times(*case)) for case in json.load(sys.stdin)]))
`;

const inputScript = `
import json, sys
from emulator.scheduler.firing import input_of

print(input_of(*json.load(sys.stdin)))
`;

const runPython = async (code: string, given: unknown): Promise<string> => {
  const env = { ...process.env, PYTHONPATH: "sandbox" };
  return execFileSync(await pythonEnvironment("dev"), ["-c", code], {
    input: JSON.stringify(given),
    env,
    encoding: "utf8",
  });
};

describe("Due times of the emulator's schedules", () => {
  const cases = expressions.flatMap((expression) =>
    zones.flatMap((timeZone) => instants.map((after) => [expression, timeZone, after] as const)),
  );
  let found: readonly (readonly string[])[];

  before(async () => {
    found = JSON.parse(await runPython(script, cases)) as string[][];
  });

  for (const [index, [expression, timeZone, after]] of cases.entries()) {
    it(`are those of the contracts: ${expression} in ${timeZone} after ${after}`, () => {
      const expected: string[] = [];
      for (const { due } of runsAfter({ group: "g", expression, timeZone }, after)) {
        if (expected.length === count) break;
        expected.push(due);
      }
      expect(found[index]).to.deep.equal(expected);
    });
  }

  it("are told to the target, in place of AWS's keyword", async () => {
    const target = { Input: '{"group":"ops","scheduledTime":"<aws.scheduler.scheduled-time>","n":"<aws.other>"}' };
    const event = { Time: Date.parse("2026-03-09T08:30:00Z") / 1000, EventId: "e", Resources: ["arn:schedule"] };
    expect(JSON.parse(await runPython(inputScript, [target, event]))).to.deep.equal({
      ...{ group: "ops", scheduledTime: "2026-03-09T08:30:00Z", n: "<aws.other>" },
    });
  });
});
