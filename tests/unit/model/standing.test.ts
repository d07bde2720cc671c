import { expect } from "chai";
import { afterNight, missingOf, type NightOutcome } from "../../../model/standing.ts";
import type { Standing } from "../../../model/documents/standing.ts";

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString();

/** The night of the given day, run early the next day unless `changes` say otherwise. */
const night = (number: number, changes: Partial<NightOutcome> = {}, attempt = 1): NightOutcome => ({
  runId: `shop-${number}-a${attempt}`,
  group: "shop",
  window: { since: day(number), until: day(number + 1) },
  startedAt: day(number + 1),
  finishedAt: day(number + 1).replace("T00", "T01"),
  bundleKey: "contracts/a.json",
  dataset: { datasetId: "shop.orders", state: "SUCCEEDED", landed: number, loaded: number, quarantined: 0 },
  ...changes,
});
const failed = (number: number): NightOutcome => {
  const { dataset } = night(number);
  return night(number, { dataset: { ...dataset, state: "FAILED", error: "SOURCE_TIMEOUT page 3" } });
};
const after = (...nights: readonly NightOutcome[]): Standing => {
  const standing = nights.reduce<Standing | undefined>(afterNight, undefined);
  if (standing === undefined) throw new Error("no night was over");
  return standing;
};
const gaps = (standing: Standing, until: number): readonly string[] =>
  missingOf(standing, day(until)).map(({ since, until: end }) => `${since.slice(8, 10)}-${end.slice(8, 10)}`);

describe("standing of a dataset", () => {
  it("has a gap where a night failed, until that night is run again", () => {
    const broken = after(night(1), failed(2), night(3));
    expect(gaps(broken, 4)).to.deep.equal(["02-03"]);
    expect(broken.latest.state, "the newest night").to.equal("SUCCEEDED");
    const closed = [night(2, { startedAt: day(5), finishedAt: day(5) }, 2)].reduce<Standing | undefined>(
      afterNight,
      broken,
    );
    expect(closed && gaps(closed, 4)).to.deep.equal([]);
    expect(closed?.latest.runId, "an older night run later isn't the latest").to.equal("shop-3-a1");
  });

  it("has a gap where a night never ran, and one up to the night that is due", () => {
    expect(gaps(after(night(1), night(3)), 6)).to.deep.equal(["02-03", "04-06"]);
  });

  it("has none before the first night that was tried, and one where the very first nights failed", () => {
    expect(gaps(after(night(3)), 4)).to.deep.equal([]);
    expect(gaps(after(failed(1), failed(2)), 4)).to.deep.equal(["01-03"]);
    expect(gaps(after(failed(1), night(2)), 3)).to.deep.equal(["01-02"]);
    expect(gaps(after(failed(1), night(3)), 4), "a night that never ran is no night that failed").to.deep.equal([
      "01-02",
    ]);
  });

  it("has none of what failed before, once it was run again, in whichever parts", () => {
    const all = failed(1);
    const three = { ...all, window: { since: day(1), until: day(4) }, startedAt: day(5) };
    expect(gaps(after(three, night(2)), 3)).to.deep.equal(["01-02", "03-04"]);
    expect(after(three, night(2), night(1), night(3))).not.to.have.property("missed");
    expect(after(night(1), failed(1)), "what is there stays there").not.to.have.property("missed");
  });

  it("is whole again after one good night where each reads all that the source has", () => {
    const whole = { asked: "everything" } as const;
    expect(gaps(after(night(1, whole), { ...failed(2), ...whole }), 3)).to.deep.equal(["02-03"]);
    expect(gaps(after(night(1, whole), { ...failed(2), ...whole }, night(3, whole)), 4)).to.deep.equal([]);
    expect(gaps(after({ ...failed(1), ...whole }, night(3, whole)), 4), "the first one failed").to.deep.equal([]);
  });

  it("closes a gap by a later night that looked back on all of it", () => {
    const lookingBack = (number: number, from: number) =>
      night(number, { asked: { since: day(from), until: day(number + 1) } });
    expect(gaps(after(night(1), failed(2), lookingBack(3, 2)), 4)).to.deep.equal([]);
    expect(gaps(after(night(1), failed(2), failed(3), lookingBack(4, 3)), 5), "only the half").to.deep.equal(["02-03"]);
  });

  it("knows nothing of nights that are not over", () => {
    expect(afterNight(undefined, night(3, { startedAt: day(3) }))).to.equal(undefined);
    const before = after(night(1));
    expect(afterNight(before, night(9, { startedAt: day(2) }))).to.equal(before);
  });

  it("stays as it is when the same night is told again", () => {
    const once = after(night(1), failed(2), night(3));
    expect([night(3), failed(2)].reduce<Standing | undefined>(afterNight, once)).to.deep.equal(once);
  });

  it("names the contracts of the last publication, also when that was of an older night", () => {
    const late = night(1, { bundleKey: "contracts/b.json", startedAt: day(9), finishedAt: day(9) }, 2);
    expect(after(night(1), night(2), late).lastGood?.bundleKey).to.equal("contracts/b.json");
    expect(after(night(1), late, failed(3)).lastGood?.bundleKey).to.equal("contracts/b.json");
  });

  it("keeps the last publication when a late night finds a newer extraction in the table", () => {
    const before = after(
      night(1, { asked: "everything" }),
      night(3, { asked: "everything", bundleKey: "contracts/b.json" }),
    );
    const late = night(4, {
      asked: "everything",
      startedAt: day(9),
      finishedAt: day(9),
      bundleKey: "contracts/a.json",
    });
    const told = (processed: "SUPERSEDED" | "UNCHANGED"): Standing => {
      const now = afterNight(before, { ...late, dataset: { ...late.dataset, processed } });
      if (now === undefined) throw new Error("the night was not over");
      return now;
    };
    const superseded = told("SUPERSEDED");
    expect(superseded.lastGood).to.deep.equal(before.lastGood);
    expect(gaps(superseded, 5), "its window is covered all the same").to.deep.equal([]);
    expect(superseded.latest.runId).to.equal("shop-4-a1");
    expect(told("UNCHANGED").lastGood?.bundleKey, "one that the table agrees with").to.equal("contracts/a.json");
    const alone = afterNight(undefined, { ...late, dataset: { ...late.dataset, processed: "SUPERSEDED" } });
    expect(alone).to.have.property("covered").with.length(1);
    expect(alone).not.to.have.property("lastGood");
  });

  it("keeps the figures of four weeks of good nights, each window once", () => {
    const many = Array.from({ length: 40 }, (_, index) => night(index + 1));
    const { nights } = after(...many, night(40, {}, 2));
    expect(nights.map(({ landed }) => landed)).to.deep.equal(Array.from({ length: 28 }, (_, index) => index + 13));
  });
});
