import { expect } from "chai";
import fc from "fast-check";
import type { Schedule } from "../../../../model/documents/contract-bundle.ts";
import { lastRun, runsAfter, type DueRun } from "../../../../model/schedules/runs.ts";
import { previousNight } from "../../../../model/windows.ts";

const zones = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  // clocks go back for Ramadan, and forward after it
  "Africa/Casablanca",
];
const daily = ["30 4 * * ? *", "0 0 ? * * *", "59 23 * * ? *"];
const expressions = [
  ...daily,
  ...["30 * * * ? *", "15 0/6 * * ? *", "0 0/2 * * ? *", "45 8,12,18 * * ? *", "20 8,18 ? * MON-FRI *"],
  ...["30 4 ? * MON *", "30 4 ? * MON-FRI *", "0 6 1 * ? *", "0 6 L * ? *", "0 6 15W * ? *", "0 6 ? * 6#3 *"],
];
const schedule = (expression: string, timeZone: string, weeks?: Schedule["weeks"]): Schedule => ({
  ...{ group: "g", expression: `cron(${expression})`, timeZone },
  ...(weeks && { weeks }),
});
const schedules = fc.oneof(
  fc.tuple(fc.constantFrom(...expressions), fc.constantFrom(...zones)).map((given) => schedule(...given)),
  fc
    .tuple(fc.integer({ min: 2, max: 5 }), fc.constantFrom(...zones))
    .map(([every, timeZone]) => schedule("30 4 ? * MON *", timeZone, { every, firstRun: "2026-01-05" })),
);
const milliseconds = fc.integer({ min: Date.parse("2013-01-01"), max: Date.parse("2039-01-01") });
const instants = milliseconds.map((time) => new Date(time).toISOString());

const take = (one: Schedule, after: string, count: number): readonly DueRun[] => {
  const runs: DueRun[] = [];
  for (const run of runsAfter(one, after)) {
    if (runs.length === count) break;
    runs.push(run);
  }
  return runs;
};

const expectTiles = (runs: readonly DueRun[]): void => {
  for (const [index, { window, due, local }] of runs.entries()) {
    expect(Date.parse(window.since), local).to.be.lessThan(Date.parse(window.until));
    expect(Date.parse(window.until), local).to.be.at.most(Date.parse(due));
    if (index > 0) expect(window.since, local).to.equal(runs[index - 1]?.window.until);
  }
};

describe("windows of runs", () => {
  it("follow each other without gap or overlap, and are over when their run is due", () => {
    fc.assert(
      fc.property(schedules, instants, (one, instant) => {
        const runs = take(one, instant, 40);
        expect(runs).to.have.length(40);
        expectTiles(runs);
      }),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  for (const timeZone of zones) {
    it(`tile the hours of two seasons in ${timeZone}, over every clock change`, () => {
      // clocks change between February and April, and between September and November
      for (const start of ["2025-02-15T00:00:00Z", "2025-09-25T00:00:00Z"]) {
        expectTiles(take(schedule("30 * * * ? *", timeZone), start, 1_500));
      }
    }).timeout(60_000);
  }

  it("are the same when found from the instant at which the run is due, or a minute later", () => {
    fc.assert(
      fc.property(schedules, instants, (one, instant) => {
        for (const run of take(one, instant, 5)) {
          expect(lastRun(one, run.due)).to.deep.equal(run);
          const later = new Date(Date.parse(run.due) + 59_000).toISOString();
          expect(lastRun(one, later)).to.deep.equal(run);
        }
      }),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  it("of daily schedules are the previous day, at any instant", () => {
    fc.assert(
      fc.property(fc.constantFrom(...daily), fc.constantFrom(...zones), instants, (expression, timeZone, instant) => {
        const { window } = lastRun(schedule(expression, timeZone), instant);
        expect(window).to.deep.equal(previousNight(instant, timeZone).window);
      }),
    );
  }).timeout(60_000);

  it("read the hour that exists twice once, whichever of the two the scheduler runs", () => {
    const hourly = schedule("30 * * * ? *", "America/New_York");
    const [first, second] = ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"].map((due) => lastRun(hourly, due));
    expect(first).to.deep.equal(second);
    const after = lastRun(hourly, "2026-11-01T07:30:00Z");
    expect(after.window).to.deep.equal({ since: "2026-11-01T05:00:00.000Z", until: "2026-11-01T07:00:00.000Z" });
  });

  it("read the hour before a skipped due time in the next run", () => {
    const hourly = schedule("30 * * * ? *", "America/New_York");
    const [one, next] = take(hourly, "2026-03-08T06:00:00Z", 2);
    expect([one?.local, next?.local]).to.deep.equal(["2026-03-08T01:30", "2026-03-08T03:30"]);
    expect(next?.window).to.deep.equal({ since: "2026-03-08T06:00:00.000Z", until: "2026-03-08T07:00:00.000Z" });
  });
});
