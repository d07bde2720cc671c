import { expect } from "chai";
import { isTimeZone, night, parseDate, previousNight, windowOfDays } from "../../../model/windows.ts";

const hours = ({ since, until }: { since: string; until: string }): number =>
  (Date.parse(until) - Date.parse(since)) / 3_600_000;

describe("nights", () => {
  it("are the hours from midnight to midnight where the group is", () => {
    expect(night("2013-07-04", "America/New_York")).to.deep.equal({
      date: "2013-07-04",
      window: { since: "2013-07-04T04:00:00.000Z", until: "2013-07-05T04:00:00.000Z" },
    });
  });

  it("have 23 or 25 hours when the clocks change", () => {
    expect(hours(night("2013-03-10", "America/New_York").window)).to.equal(23);
    expect(hours(night("2013-11-03", "America/New_York").window)).to.equal(25);
    expect(hours(night("2024-10-06", "Australia/Lord_Howe").window)).to.equal(23.5);
  });

  it("begin with the first hour that exists when midnight does not", () => {
    expect(night("2018-11-04", "America/Sao_Paulo").window).to.deep.equal({
      since: "2018-11-04T03:00:00.000Z",
      until: "2018-11-05T02:00:00.000Z",
    });
  });

  it("that are over are found from the group's own date", () => {
    expect(previousNight("2013-01-02T04:59:59Z", "America/New_York").date).to.equal("2012-12-31");
    expect(previousNight("2013-01-02T05:00:00Z", "America/New_York").date).to.equal("2013-01-01");
    expect(previousNight("2013-01-01T16:00:00Z", "Asia/Tokyo").date).to.equal("2013-01-01");
  });

  it("make one window together", () => {
    expect(windowOfDays("2013-01-01", "2014-01-01", "America/New_York")).to.deep.equal({
      since: "2013-01-01T05:00:00.000Z",
      until: "2014-01-01T05:00:00.000Z",
    });
  });

  it("are refused where they are empty", () => {
    expect(() => windowOfDays("2013-01-01", "2013-01-01", "UTC")).to.throw(RangeError, "is not after its first day");
    expect(() => night("2011-12-30", "Pacific/Apia")).to.throw(RangeError, "Pacific/Apia skipped 2011-12-30");
  });
});

describe("dates from people", () => {
  it("are calendar dates", () => {
    expect(parseDate("2012-02-29", "--date")).to.deep.equal({ date: "2012-02-29" });
  });

  for (const text of ["2013-02-29", "2013-13-01", "2013-1-1", "yesterday", "2013-01-01T00:00", ""]) {
    it(`are refused with their place: ${JSON.stringify(text)}`, () => {
      expect(parseDate(text, "--date")).to.have.property("problem").that.includes({
        code: "DATE_INVALID",
        place: "--date",
      });
    });
  }
});

describe("time zones", () => {
  for (const name of ["UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Etc/UTC"]) {
    it(`are IANA names: ${name}`, () => {
      expect(isTimeZone(name)).to.equal(true);
    });
  }
  for (const name of ["EST", "GMT", "+01:00", "europe/berlin", "Mars/Olympus", ""]) {
    it(`are not ${JSON.stringify(name)}`, () => {
      expect(isTimeZone(name)).to.equal(false);
    });
  }
});
