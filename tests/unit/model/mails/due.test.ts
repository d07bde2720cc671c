import { expect } from "chai";
import fc from "fast-check";
import { dueAfter, lastDue } from "../../../../model/mails/due.ts";
import { previousNight } from "../../../../model/windows.ts";

const mail = { at: "08:00" };
const zone = "America/New_York";

describe("when a mail is due", () => {
  it("keeps to its time of day where clocks change", () => {
    expect(dueAfter(mail, zone, "2026-03-06")).to.equal("2026-03-07T13:00:00.000Z");
    expect(dueAfter(mail, zone, "2026-03-07")).to.equal("2026-03-08T12:00:00.000Z");
    expect(dueAfter(mail, zone, "2026-10-31")).to.equal("2026-11-01T13:00:00.000Z");
  });

  it("is the day before's until its time has come", () => {
    expect(lastDue(mail, zone, "2026-07-02T11:59:59.000Z")).to.equal("2026-07-01T12:00:00.000Z");
    expect(lastDue(mail, zone, "2026-07-02T12:00:00.000Z")).to.equal("2026-07-02T12:00:00.000Z");
  });

  it("is about the night before, in every zone and on every day", () => {
    const days = fc.date({ min: new Date("2024-01-02"), max: new Date("2035-01-01"), noInvalidDate: true });
    const zones = fc.constantFrom("UTC", zone, "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland");
    fc.assert(
      fc.property(days, zones, (date, timeZone) => {
        const day = date.toISOString().slice(0, 10);
        const due = dueAfter(mail, timeZone, day);
        expect(previousNight(due, timeZone).date).to.equal(day);
        expect(lastDue(mail, timeZone, due)).to.equal(due);
      }),
    );
  });
});
