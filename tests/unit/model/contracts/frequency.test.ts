import { readFileSync } from "node:fs";
import { expect } from "chai";
import { compileContracts } from "../../../../model/contracts/compile.ts";
import { contractKinds } from "../../../../sources/index.ts";
import type { Dataset, Schedule } from "../../../../model/documents/contract-bundle.ts";
import { messages, validContract, withContract } from "./repository.ts";

interface Given {
  readonly value: number;
  readonly unit: string;
  readonly schedule: string;
  readonly latencyHours: number;
  readonly timeZone?: string;
  readonly firstRun?: string;
}

/** The valid contract in a group of its own, on another schedule. */
const contract = ({ value, unit, schedule, latencyHours, timeZone = "America/New_York", firstRun }: Given): string =>
  validContract
    .replace(/value: 1\n( +)unit: d\n/, `value: ${value}\n$1unit: ${unit}\n`)
    .replace(/schedule: cron.*/, `schedule: ${schedule}`)
    .replace(/value: 26\n( +)unit: h/, `value: ${latencyHours}\n$1unit: h`)
    .replace(/lakehouseGroup\n( +)value: flights/, "lakehouseGroup\n$1value: gates")
    .replace("value: America/New_York", `value: ${timeZone}`)
    .trimEnd()
    .concat(firstRun === undefined ? "\n" : `\n  - property: lakehouseFirstRun\n    value: ${firstRun}\n`);

const codes = (given: Given): readonly string[] =>
  messages(withContract(contract(given))).map((message) => message.split(" ")[0] ?? "");

const compiled = (given: Given): { readonly schedule: Schedule | undefined; readonly dataset: Dataset | undefined } => {
  const result = compileContracts(withContract(contract(given)), contractKinds);
  if ("problems" in result) throw new Error(result.problems.map(({ message }) => message).join("; "));
  const { schedules, datasets } = result.bundle;
  return {
    schedule: schedules.find(({ group }) => group === "gates"),
    dataset: datasets.find(({ id }) => id === "flights.gates"),
  };
};

const fortnightly = {
  value: 2,
  unit: "w",
  schedule: "cron(30 4 ? * MON *)",
  latencyHours: 340,
  firstRun: "2026-01-05",
};

/** The documented schedules: `value`, `unit` and `schedule` of each row. */
const documented = [
  ...readFileSync("contracts/README.md", "utf8").matchAll(/\| `(\d+)`, `([a-z])`\s*\| `(cron\([^`]+\))`/g),
].map(([, value = "", unit = "", schedule = ""]) => ({ value: Number(value), unit, schedule }));

describe("a contract's frequency", () => {
  it("is documented for every kind of schedule", () => {
    expect(documented.map(({ unit }) => unit)).to.include.members(["h", "d", "w", "m"]);
    expect(documented).to.have.length(10);
  });

  const latencies: Readonly<Record<string, number>> = {
    ...{ "6 h": 7, "14 h": 15, "1 d": 25, "3 d": 73, "1 w": 169, "2 w": 337, "1 m": 900, "3 m": 2_300 },
  };
  for (const { value, unit, schedule } of documented) {
    it(`may be ${value} ${unit} with ${schedule}, as documented`, () => {
      const firstRun = value === 2 && unit === "w" ? { firstRun: "2026-01-05" } : {};
      const latencyHours = latencies[`${value} ${unit}`] ?? 0;
      expect(codes({ value, unit, schedule, latencyHours, ...firstRun })).to.deep.equal([]);
    });
  }

  it("must be what the schedule does", () => {
    const daily = { schedule: "cron(30 4 * * ? *)", latencyHours: 26 };
    for (const [value, unit] of [
      [2, "d"],
      [24, "h"],
      [1, "w"],
      [1, "day"],
      [7, "w"],
    ] as const) {
      expect(codes({ ...daily, value, unit }), `${value} ${unit}`).to.deep.equal(["CONTRACT_FREQUENCY"]);
    }
    const weekdays = { ...daily, schedule: "cron(30 4 ? * MON-FRI *)", value: 1, unit: "d" };
    expect(messages(withContract(contract(weekdays)))[0])
      .to.include("at most 3 d apart")
      .and.include("value: 3 and unit: d");
  });

  it("of several weeks is compiled with the date from which they count", () => {
    expect(compiled(fortnightly).schedule).to.deep.equal({
      ...{ group: "gates", expression: "cron(30 4 ? * MON *)", timeZone: "America/New_York" },
      weeks: { every: 2, firstRun: "2026-01-05" },
    });
    expect(codes({ ...fortnightly, firstRun: "2026-02-30" })).to.deep.equal(["CONTRACT_FIRST_RUN"]);
    expect(codes({ ...fortnightly, firstRun: "2026-01-06" })).to.deep.equal(["CONTRACT_FIRST_RUN"]);
  });

  it("decides which latency may be promised: an hour more at least, a week or twice as much at most", () => {
    const cases: readonly (readonly [Omit<Given, "latencyHours">, number, number])[] = [
      [{ value: 1, unit: "h", schedule: "cron(30 * * * ? *)" }, 2, 168],
      [{ value: 1, unit: "d", schedule: "cron(30 4 * * ? *)" }, 25, 168],
      [{ value: 1, unit: "w", schedule: "cron(30 4 ? * MON *)" }, 169, 336],
      [fortnightly, 337, 672],
      [{ value: 1, unit: "m", schedule: "cron(30 4 L * ? *)" }, 745, 1488],
      // from a third Friday to the next may be five weeks
      [{ value: 1, unit: "m", schedule: "cron(30 4 ? * 6#3 *)" }, 841, 1680],
    ];
    for (const [given, least, most] of cases) {
      for (const latencyHours of [least, most]) {
        expect(compiled({ ...given, latencyHours }).dataset?.freshnessHours).to.equal(latencyHours);
      }
      for (const latencyHours of [least - 1, most + 1]) {
        expect(codes({ ...given, latencyHours }), `${given.schedule} ${latencyHours}`).to.deep.equal([
          "CONTRACT_LATENCY",
        ]);
      }
    }
  });

  it("may skip a due time when clocks change only where another comes on the same day", () => {
    const once = { value: 1, unit: "d", schedule: "cron(30 2 * * ? *)", latencyHours: 26 };
    expect(codes(once)).to.deep.equal(["CONTRACT_SCHEDULE_CLOCK_CHANGE"]);
    expect(codes({ ...once, timeZone: "UTC" })).to.deep.equal([]);
    expect(codes({ ...once, value: 6, unit: "h", schedule: "cron(30 2/6 * * ? *)", latencyHours: 7 })).to.deep.equal(
      [],
    );
    const sundays = { ...once, value: 1, unit: "w", latencyHours: 169 };
    expect(codes({ ...sundays, schedule: "cron(30 2 ? * SUN *)" })).to.deep.equal(["CONTRACT_SCHEDULE_CLOCK_CHANGE"]);
    expect(codes({ ...sundays, schedule: "cron(30 2 ? * MON *)" })).to.deep.equal([]);
  });
});
