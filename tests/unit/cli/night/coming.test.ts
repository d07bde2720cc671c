import { expect } from "chai";
import { UsageError } from "../../../../cli/answer.ts";
import { comingRuns, type ComingChoice } from "../../../../cli/night/coming.ts";
import { renderComing } from "../../../../cli/output/coming.ts";
import { renderText } from "../../../../cli/output/text.ts";
import type { Bundle } from "../../../../model/documents/contract-bundle.ts";

const bundle: Bundle = {
  formatVersion: 1,
  sources: [],
  datasets: [],
  schedules: [
    { group: "daily", expression: "cron(30 4 * * ? *)", timeZone: "America/New_York" },
    {
      ...{ group: "fortnightly", expression: "cron(30 4 ? * MON *)", timeZone: "UTC" },
      weeks: { every: 2, firstRun: "2026-01-05" },
    },
    { group: "monthly", expression: "cron(0 6 L * ? *)", timeZone: "UTC" },
  ],
};
const now = "2026-01-28T12:00:00Z";

const coming = (choice: ComingChoice): readonly string[] =>
  comingRuns(bundle, choice, now).map(({ group, local }) => `${local} ${group}`);

const refusal = (choice: ComingChoice): string => {
  try {
    comingRuns(bundle, choice, now);
  } catch (error) {
    if (error instanceof UsageError) return error.problems.map(({ code, place }) => `${code} ${place}`).join();
    throw error;
  }
  return "accepted";
};

describe("the coming runs", () => {
  it("are those of all groups, by the instant at which they are due", () => {
    expect(coming({ count: "7" })).to.deep.equal([
      "2026-01-29T04:30 daily",
      "2026-01-30T04:30 daily",
      "2026-01-31T06:00 monthly",
      "2026-01-31T04:30 daily",
      "2026-02-01T04:30 daily",
      "2026-02-02T04:30 fortnightly",
      "2026-02-02T04:30 daily",
    ]);
    expect(coming({})).to.have.length(10);
  });

  it("are those of one group, or those before a day", () => {
    expect(coming({ group: "fortnightly", count: "3" })).to.deep.equal([
      "2026-02-02T04:30 fortnightly",
      "2026-02-16T04:30 fortnightly",
      "2026-03-02T04:30 fortnightly",
    ]);
    expect(coming({ until: "2026-01-31" })).to.deep.equal(["2026-01-29T04:30 daily", "2026-01-30T04:30 daily"]);
    expect(coming({ until: "2026-01-31", count: "1" })).to.deep.equal(["2026-01-29T04:30 daily"]);
  });

  it("say what they will read, in the group's time zone", () => {
    const [run] = comingRuns(bundle, { group: "monthly", count: "1" }, now);
    expect(run?.window).to.deep.equal({ since: "2025-12-31T00:00:00.000Z", until: "2026-01-31T00:00:00.000Z" });
    const text = renderText(renderComing(comingRuns(bundle, { group: "daily", count: "1" }, now)));
    expect(text).to.match(
      /2026-01-29 04:30 +America\/New_York +2026-01-29 09:30 +daily +2026-01-28 00:00 +2026-01-29 00:00/,
    );
  });

  it("are refused for a group, a number or a day that doesn't exist", () => {
    expect(refusal({ group: "dayly" })).to.equal("GROUP_UNKNOWN --group");
    expect(refusal({ count: "0" })).to.equal("NUMBER_INVALID --count");
    expect(refusal({ until: "2026-02-30" })).to.equal("DATE_INVALID --until");
  });
});
