import { expect } from "chai";
import { UsageError } from "../../../../cli/answer.ts";
import { chooseWindow, type WindowChoice } from "../../../../cli/night/window.ts";
import type { Bundle } from "../../../../model/documents/contract-bundle.ts";

const bundle: Bundle = {
  formatVersion: 1,
  sources: [],
  datasets: [],
  schedules: [
    { group: "flights", expression: "cron(30 4 * * ? *)", timeZone: "America/New_York" },
    { group: "mission", expression: "cron(30 1 * * ? *)", timeZone: "UTC" },
    { group: "orders", expression: "cron(30 0/6 * * ? *)", timeZone: "Europe/Berlin" },
    { group: "weekly", expression: "cron(30 4 ? * MON *)", timeZone: "UTC" },
  ],
};
const now = "2014-03-10T03:30:00.000Z";

const refusal = (group: string, choice: WindowChoice): string => {
  try {
    chooseWindow(bundle, group, choice, now);
  } catch (error) {
    if (error instanceof UsageError) return error.problems.map(({ code, place }) => `${code} ${place}`).join();
    throw error;
  }
  return "accepted";
};

describe("the window of a run", () => {
  it("is the day that was asked for, in the group's time zone, with 23 hours when the clocks go forward", () => {
    expect(chooseWindow(bundle, "flights", { date: "2014-03-09" }, "2014-03-10T04:00:00.000Z")).to.deep.equal({
      since: "2014-03-09T05:00:00.000Z",
      until: "2014-03-10T04:00:00.000Z",
    });
  });

  it("is the range that was asked for, without its last day", () => {
    expect(chooseWindow(bundle, "flights", { since: "2013-01-01", until: "2014-01-01" }, now)).to.deep.equal({
      since: "2013-01-01T05:00:00.000Z",
      until: "2014-01-01T05:00:00.000Z",
    });
  });

  it("is the last night that is over where the group is, when nothing was asked for", () => {
    // In New York it is still the 9th.
    expect(chooseWindow(bundle, "flights", {}, now).until).to.equal("2014-03-09T05:00:00.000Z");
    expect(chooseWindow(bundle, "mission", {}, now).until).to.equal("2014-03-10T00:00:00.000Z");
  });

  it("has to be over, unless what is there is asked for", () => {
    // it is the 9th in New York
    for (const date of ["2014-03-09", "2014-03-10", "2030-01-01"]) {
      expect(refusal("flights", { date }), date).to.equal("NIGHT_NOT_OVER --date");
      expect(refusal("flights", { date, partial: true }), date).to.equal("accepted");
    }
    expect(refusal("flights", { since: "2014-03-01", until: "2014-03-10" })).to.equal("NIGHT_NOT_OVER --until");
    expect(refusal("flights", { since: "2014-03-01", until: "2014-03-09" })).to.equal("accepted");
    expect(refusal("mission", { date: "2014-03-09" })).to.equal("accepted");
  });

  it("is the one that the day is in, for a group that doesn't run daily", () => {
    expect(chooseWindow(bundle, "weekly", { date: "2014-03-05" }, now)).to.deep.equal({
      since: "2014-03-03T00:00:00.000Z",
      until: "2014-03-10T00:00:00.000Z",
    });
    expect(chooseWindow(bundle, "weekly", {}, now).until).to.equal("2014-03-10T00:00:00.000Z");
    expect(refusal("weekly", { date: "2014-03-10" })).to.equal("NIGHT_NOT_OVER --date");
  });

  it("is that of the run due at the time that was asked for", () => {
    // in summer, Berlin is two hours ahead of UTC
    expect(chooseWindow(bundle, "orders", { due: "2013-06-30T06:30" }, now)).to.deep.equal({
      since: "2013-06-29T22:00:00.000Z",
      until: "2013-06-30T04:00:00.000Z",
    });
    expect(chooseWindow(bundle, "flights", { due: "2014-03-09T04:30" }, now).until).to.equal(
      "2014-03-09T05:00:00.000Z",
    );
    expect(refusal("orders", { due: "2014-03-10T06:30" })).to.equal("NIGHT_NOT_OVER --due");
    expect(refusal("orders", { due: "2014-03-10T06:30", partial: true })).to.equal("accepted");
  });

  it("of a day that several runs read is refused, with their times", () => {
    try {
      chooseWindow(bundle, "orders", { date: "2014-03-01" }, now);
    } catch (error) {
      const [problem] = (error as UsageError).problems;
      expect(problem?.message).to.equal(
        "2014-03-01 is read by 4 runs of orders, due at 2014-03-01T06:30, 2014-03-01T12:30, 2014-03-01T18:30, 2014-03-02T00:30",
      );
      expect(problem?.fix).to.equal(
        "name one, e.g. --due 2014-03-01T06:30, or read the day as one window with --since 2014-03-01 --until 2014-03-02",
      );
    }
    expect(refusal("orders", { date: "2014-03-01" })).to.equal("WINDOW_AMBIGUOUS --date");
  });

  it("refuses a time at which nothing is due, naming the next ones", () => {
    expect(refusal("orders", { due: "2014-03-01T06:31" })).to.equal("RUN_NOT_DUE --due");
    expect(refusal("weekly", { due: "2014-03-04T04:30" })).to.equal("RUN_NOT_DUE --due");
    expect(refusal("orders", { due: "2014-03-01" })).to.equal("TIME_INVALID --due");
    expect(refusal("orders", { due: "2014-03-01T24:30" })).to.equal("TIME_INVALID --due");
    expect(refusal("orders", { due: "2014-02-30T06:30" })).to.equal("DATE_INVALID --due");
    expect(refusal("orders", { due: "2014-03-01T06:30", date: "2014-03-01" })).to.equal("WINDOW_AMBIGUOUS --due");
  });

  it("refuses what means nothing, naming the option", () => {
    expect(refusal("flight", {})).to.equal("GROUP_UNKNOWN <group>");
    expect(refusal("flights", { date: "2014-02-29" })).to.equal("DATE_INVALID --date");
    expect(refusal("flights", { date: "2014-01-01", until: "2014-01-02" })).to.equal("WINDOW_AMBIGUOUS --date");
    expect(refusal("flights", { since: "2014-01-01" })).to.equal("WINDOW_INCOMPLETE --until");
    expect(refusal("flights", { until: "2014-01-01" })).to.equal("WINDOW_INCOMPLETE --since");
    expect(refusal("flights", { since: "2014-01-02", until: "2014-01-02" })).to.equal("WINDOW_EMPTY --until");
  });
});
