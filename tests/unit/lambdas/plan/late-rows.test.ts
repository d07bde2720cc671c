import { expect } from "chai";
import { findLateRows } from "../../../../lambdas/plan/late-rows.ts";
import { Fault } from "../../../../model/fault.ts";
import type { Dataset } from "../../../../model/documents/contract-bundle.ts";
import type { NightFigures, Standing } from "../../../../model/documents/standing.ts";
import { dataset, window } from "../fakes.ts";

const day = (number: number): string => `2026-01-0${number}T00:00:00.000Z`;
const nightOf = (number: number, landed: number): NightFigures => ({
  window: { since: day(number), until: day(number + 1) },
  ...{ landed, loaded: landed, quarantined: 0 },
});
const three = [nightOf(2, 10), nightOf(3, 20), nightOf(4, 30)];

/** @param has rows of the days before the night of 5 January that the source now has, by day */
const find = async (
  nights: readonly NightFigures[],
  has: Readonly<Record<number, number>> | Error,
  changes: Partial<Dataset> = {},
) => {
  const standing: Standing = {
    ...{ datasetId: "ops.events", group: "ops", covered: [], nights },
    latest: { runId: "ops-before", window, finishedAt: window.since, state: "SUCCEEDED" },
  };
  const asked: string[] = [];
  const events = { ...dataset("events", 10, "recorded_at"), ...changes };
  const late = await findLateRows(events, window, standing, ({ since, until }) => {
    asked.push(`${since.slice(8, 10)}-${until.slice(8, 10)}`);
    if (has instanceof Error) return Promise.reject(has);
    const days = Object.entries(has).filter(([number]) => day(Number(number)) >= since && day(Number(number)) < until);
    return Promise.resolve(days.reduce((sum, [, rows]) => sum + rows, 0));
  });
  return { late, asked };
};

describe("rows that came after their night was read", () => {
  it("are found of each night of events", async () => {
    const { late, asked } = await find(three, { 2: 10, 3: 24, 4: 31 });
    expect(asked).to.deep.equal(["02-05", "02-03", "03-04", "04-05"]);
    expect(late).to.deep.equal([
      { window: nightOf(3, 0).window, rows: 4 },
      { window: nightOf(4, 0).window, rows: 1 },
    ]);
  });

  it("cost one call while there are none", async () => {
    expect(await find(three, { 2: 10, 3: 20, 4: 30 })).to.deep.equal({ late: [], asked: ["02-05"] });
    expect(await find([], {})).to.deep.equal({ late: [], asked: [] });
  });

  it("are looked for as far back as there is no gap between nights", async () => {
    const nights = [nightOf(1, 5), nightOf(3, 20), nightOf(4, 30)];
    expect((await find(nights, { 1: 9, 3: 20, 4: 30 })).asked).to.deep.equal(["03-05"]);
    expect((await find([nightOf(1, 5), nightOf(3, 20)], { 3: 50 })).asked, "yesterday is missing").to.deep.equal([]);
  });

  it("are looked for in the last night only where a row that is changed leaves its night", async () => {
    const { late, asked } = await find(three, { 2: 2, 3: 3, 4: 33 }, { writeMode: "merge" });
    expect(asked).to.deep.equal(["04-05"]);
    expect(late).to.deep.equal([{ window: nightOf(4, 0).window, rows: 3 }]);
  });

  it("are not looked for where the contract looks back, or each night brings everything", async () => {
    const { extraction } = dataset("events", 10, "recorded_at");
    const lookingBack = { extraction: { ...extraction, lookbackHours: 6 } };
    for (const changes of [lookingBack, { extraction: dataset("events").extraction }]) {
      expect(await find(three, { 4: 50 }, changes)).to.deep.equal({ late: [], asked: [] });
    }
  });

  it("are not looked for where nights overlap, because the source can't filter exactly", async () => {
    const { extraction } = dataset("events", 10, "recorded_at");
    for (const windowFit of ["days", "open"] as const) {
      const changes = { extraction: { ...extraction, windowFit } };
      expect(await find(three, { 4: 50 }, changes)).to.deep.equal({ late: [], asked: [] });
    }
  });

  it("are not found by a source that gives no total", async () => {
    const standing: Standing = {
      ...{ datasetId: "ops.events", group: "ops", covered: [], nights: three },
      latest: { runId: "ops-before", window, finishedAt: window.since, state: "SUCCEEDED" },
    };
    const none = () => Promise.resolve(undefined);
    expect(await findLateRows(dataset("events", 10, "recorded_at"), window, standing, none)).to.deep.equal([]);
  });

  it("are no reason to fail when the source doesn't say", async () => {
    const problem = { code: "SOURCE_HTTP_404", place: "count of ops.events", message: "m", fix: "f" };
    expect((await find(three, new Fault(problem, { retry: "later" }))).late).to.deep.equal([]);
  });
});
