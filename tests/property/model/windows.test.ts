import { expect } from "chai";
import fc from "fast-check";
import { night, previousNight, windowOfDays } from "../../../model/windows.ts";

const zones = fc.constantFrom(
  "UTC",
  "America/New_York",
  "America/Sao_Paulo",
  "Europe/Berlin",
  "Africa/Cairo",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
);
const dayMilliseconds = 86_400_000;
/** Days from 2013 to 2040. */
const days = fc.integer({ min: 15_706, max: 25_600 });
const dateOf = (day: number): string => new Date(day * dayMilliseconds).toISOString().slice(0, 10);

describe("nights", () => {
  it("follow each other without gap or overlap", () => {
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        expect(night(dateOf(day), zone).window.until).to.equal(night(dateOf(day + 1), zone).window.since);
      }),
    );
  }).timeout(60_000);

  it("have between 22 and 26 hours, and instants with milliseconds in UTC", () => {
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        const { since, until } = night(dateOf(day), zone).window;
        expect((Date.parse(until) - Date.parse(since)) / 3_600_000).to.be.within(22, 26);
        expect(since).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);
      }),
    );
  }).timeout(60_000);

  it("cover a stretch of days exactly as one window does", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 400 }), zones, (day, count, zone) => {
        const whole = windowOfDays(dateOf(day), dateOf(day + count), zone);
        expect(whole.since).to.equal(night(dateOf(day), zone).window.since);
        expect(whole.until).to.equal(night(dateOf(day + count - 1), zone).window.until);
      }),
    );
  }).timeout(60_000);

  it("that are over end at or before the instant, less than 26 hours ago", () => {
    const milliseconds = fc.integer({ min: 15_706 * dayMilliseconds, max: 25_600 * dayMilliseconds });
    fc.assert(
      fc.property(milliseconds, zones, (instant, zone) => {
        const { window } = previousNight(new Date(instant).toISOString(), zone);
        const hoursAgo = (instant - Date.parse(window.until)) / 3_600_000;
        expect(hoursAgo).to.be.within(0, 26);
      }),
    );
  }).timeout(60_000);
});
