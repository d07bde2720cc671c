import { expect } from "chai";
import { Temporal } from "temporal-polyfill";
import { parseCron, type Cron } from "../../../../model/schedules/cron.ts";
import { frequencyOf, writtenFrequency } from "../../../../model/schedules/frequency.ts";

const cronOf = (fields: string): Cron => {
  const cron = parseCron(`cron(${fields})`);
  if (cron === undefined) throw new Error(`${fields} is no cron expression`);
  return cron;
};

const datesFrom = (fields: string, start: string, count: number): readonly string[] => {
  const cron = cronOf(fields);
  const dates: string[] = [];
  let date = cron.dateAfter(Temporal.PlainDate.from(start));
  while (date && dates.length < count) {
    dates.push(date.toString());
    date = cron.dateAfter(date);
  }
  return dates;
};

describe("cron expressions", () => {
  const refused = [
    ...["cron(0 4 * * * *)", "cron(0 4 ? * ? *)", "cron(60 4 * * ? *)", "cron(0 24 * * ? *)", "cron(0 4 * * ?)"],
    ...["0 4 * * ? *", "rate(1 day)", "at(2026-01-05T04:30:00)", "cron(0 4 * * ? *) ", "cron()"],
    ...[
      "cron(0 4 0 * ? *)",
      "cron(0 4 32 * ? *)",
      "cron(0 4 32W * ? *)",
      "cron(0 4 L-3 * ? *)",
      "cron(0 4 1W,15W * ? *)",
    ],
    ...[
      "cron(0 4 ? * 0 *)",
      "cron(0 4 ? * 8 *)",
      "cron(0 4 ? * 3#1,6#3 *)",
      "cron(0 4 ? * 2#6 *)",
      "cron(0 4 ? * SAT-MON *)",
    ],
    ...[
      "cron(0 4 * 13 ? *)",
      "cron(0 4 * jan ? *)",
      "cron(0 4 * * ? 1969)",
      "cron(0 4 * * ? 2200)",
      "cron(0 4 * * ? ?)",
    ],
    ...[
      "cron(0/0 4 * * ? *)",
      "cron(5-1 4 * * ? *)",
      "cron(0,, 4 * * ? *)",
      "cron(1-2-3 4 * * ? *)",
      "cron(1/2/3 4 * * ? *)",
    ],
  ];
  for (const expression of refused) {
    it(`are refused as EventBridge Scheduler refuses them: ${expression}`, () => {
      expect(parseCron(expression)).to.equal(undefined);
    });
  }

  const dates: readonly (readonly [string, readonly string[]])[] = [
    ["0 6 L * ? *", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]],
    ["0 6 LW * ? *", ["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30"]],
    // August 1, 2026 is a Saturday: the nearest weekday stays in the month
    ["0 6 1W 8-9 ? *", ["2026-08-03", "2026-09-01", "2027-08-02", "2027-09-01"]],
    // 1 is Sunday and 7 is Saturday, unlike in Unix
    ["0 6 ? * 1 *", ["2026-01-04", "2026-01-11", "2026-01-18", "2026-01-25"]],
    ["0 6 ? * MON *", ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]],
    ["0 6 ? * L *", ["2026-01-03", "2026-01-10", "2026-01-17", "2026-01-24"]],
    ["0 6 ? * 6L *", ["2026-01-30", "2026-02-27", "2026-03-27", "2026-04-24"]],
    ["0 6 ? * FRI#3 *", ["2026-01-16", "2026-02-20", "2026-03-20", "2026-04-17"]],
    ["0 6 29 2 ? *", ["2028-02-29", "2032-02-29", "2036-02-29", "2040-02-29"]],
    ["0 6 1 1/3 ? *", ["2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"]],
  ];
  for (const [fields, expected] of dates) {
    it(`fire on the days that AWS documents: ${fields}`, () => {
      expect(datesFrom(fields, "2026-01-01", 4)).to.deep.equal(expected);
      const cron = cronOf(fields);
      const [first = "", second = ""] = expected;
      expect(cron.dateBefore(Temporal.PlainDate.from(second))?.toString()).to.equal(first);
      expect(cron.firesOn(Temporal.PlainDate.from(first))).to.equal(true);
      expect(cron.firesOn(Temporal.PlainDate.from("2026-01-06"))).to.equal(false);
    });
  }

  it("fire at each of their times of day", () => {
    expect(cronOf("30 0/6 * * ? *").times.map(String)).to.deep.equal(["00:30:00", "06:30:00", "12:30:00", "18:30:00"]);
    expect(cronOf("0/20 8-9 * * ? *").times).to.have.length(6);
  });
});

describe("how often a cron expression fires", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["30 4 * * ? *", "1 d"],
    ["30 4 ? * * *", "1 d"],
    ["30 4 ? * MON-FRI *", "3 d"],
    ["30 4 ? * MON *", "1 w"],
    ["30 4 1 * ? *", "1 m"],
    ["30 4 L * ? *", "1 m"],
    ["30 4 ? * 6#3 *", "1 m"],
    ["30 4 1,15 * ? *", "17 d"],
    ["30 4 31 * ? *", "61 d"],
    ["30 4 1 1/3 ? *", "3 m"],
    ["30 * * * ? *", "1 h"],
    ["30 0/6 * * ? *", "6 h"],
    ["30 8,12,18 * * ? *", "14 h"],
    ["30 8,18 ? * MON-FRI *", "62 h"],
    ["30 4 30 2 ? *", undefined],
    ["30 4 * * ? 2030", undefined],
    ["30 4 * * ? 2020-2028", undefined],
  ];
  for (const [fields, expected] of cases) {
    it(`is ${expected ?? "unknown, since it doesn't go on,"} for ${fields}`, () => {
      const frequency = frequencyOf(cronOf(fields));
      expect(frequency && writtenFrequency(frequency)).to.equal(expected);
    });
  }
});
