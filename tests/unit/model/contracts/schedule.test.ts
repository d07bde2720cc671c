import { expect } from "chai";
import { dailyTime, skippedOn } from "../../../../model/contracts/schedule.ts";

describe("schedules", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["cron(30 4 * * ? *)", { hour: 4, minute: 30 }],
    ["cron(0 0 ? * * *)", { hour: 0, minute: 0 }],
    ["cron(0 4 * * * *)", "syntax"],
    ["cron(0 4 ? * ? *)", "syntax"],
    ["cron(60 4 * * ? *)", "syntax"],
    ["cron(0 24 * * ? *)", "syntax"],
    ["cron(0 4 * * ?)", "syntax"],
    ["0 4 * * ? *", "syntax"],
    ["rate(1 day)", "syntax"],
    ["cron(0 */2 * * ? *)", "not-daily"],
    ["cron(0,30 4 * * ? *)", "not-daily"],
    ["cron(0 4 1 * ? *)", "not-daily"],
    ["cron(0 4 ? * MON-FRI *)", "not-daily"],
    ["cron(0 4 * JAN ? *)", "not-daily"],
    ["cron(0 4 * * ? 2030)", "not-daily"],
  ];
  for (const [expression, expected] of cases) {
    it(`${expression} is ${JSON.stringify(expected)}`, () => {
      expect(dailyTime(expression)).to.deep.equal(expected);
    });
  }

  const jumps: readonly (readonly [string, number, number, string | undefined])[] = [
    ["America/New_York", 1, 59, undefined],
    ["America/New_York", 2, 0, "2024-03-10"],
    ["America/New_York", 2, 59, "2024-03-10"],
    ["America/New_York", 3, 0, undefined],
    ["Europe/Berlin", 2, 30, "2024-03-31"],
    ["Australia/Lord_Howe", 2, 15, "2024-10-06"],
    ["Australia/Lord_Howe", 2, 30, undefined],
    ["Africa/Cairo", 0, 30, "2024-04-26"],
    ["Asia/Tokyo", 2, 30, undefined],
    ["UTC", 2, 30, undefined],
  ];
  for (const [timeZone, hour, minute, expected] of jumps) {
    it(`clocks in ${timeZone} jump over ${hour}:${minute} ${expected ?? "never"}`, () => {
      expect(skippedOn({ hour, minute }, timeZone)).to.equal(expected);
    });
  }
});
