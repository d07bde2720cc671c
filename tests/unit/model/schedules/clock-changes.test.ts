import { expect } from "chai";
import { skippedOn } from "../../../../model/schedules/clock-changes.ts";
import { parseCron } from "../../../../model/schedules/cron.ts";

const skipped = (expression: string, timeZone: string): string | undefined => {
  const cron = parseCron(expression);
  if (cron === undefined) throw new Error(`${expression} is no cron expression`);
  return skippedOn(cron, timeZone);
};

describe("clock changes", () => {
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
    it(`in ${timeZone} jump over ${hour}:${minute} ${expected ?? "never"}`, () => {
      expect(skipped(`cron(${minute} ${hour} * * ? *)`, timeZone)).to.equal(expected);
    });
  }

  it("matter only on days on which a schedule fires", () => {
    expect(skipped("cron(30 2 ? * SUN *)", "America/New_York")).to.equal("2024-03-10");
    expect(skipped("cron(30 2 ? * MON *)", "America/New_York")).to.equal(undefined);
    expect(skipped("cron(30 2 L * ? *)", "Europe/Berlin")).to.equal("2024-03-31");
    expect(skipped("cron(30 2 1 * ? *)", "Europe/Berlin")).to.equal(undefined);
  });
});
