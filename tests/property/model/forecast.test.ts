import { expect } from "chai";
import fc from "fast-check";
import { intervals } from "../../../model/dashboards/terms.ts";
import { expectedDays, fewestDays, type DayValue } from "../../../model/dashboards/forecast.ts";

const dayMs = 86_400_000;
const dayOf = (index: number): number => Date.UTC(2026, 0, 1) + index * dayMs;
const series = (values: readonly number[]): DayValue[] => values.map((value, index) => ({ day: dayOf(index), value }));
const amount = fc.integer({ min: -1_000_000, max: 1_000_000 });
const periods = fc.integer({ min: 1, max: 60 });
const interval = fc.constantFrom(...intervals);

describe("the forecast of days", () => {
  it("goes on with a week that repeats itself, without a doubt", () => {
    const week = fc.array(amount, { minLength: 7, maxLength: 7 });
    const length = fc.integer({ min: fewestDays, max: 100 });
    fc.assert(
      fc.property(week, length, periods, interval, (values, known, ahead, percent) => {
        const valueAt = (index: number): number => values[index % 7] ?? 0;
        const all = Array.from({ length: known }, (_, index) => valueAt(index));
        const days = Array.from({ length: ahead }, (_, index) => {
          const value = valueAt(known + index);
          return { day: dayOf(known + index), value, lower: value, upper: value };
        });
        expect(expectedDays(series(all), ahead, percent)).to.deep.equal({ days });
      }),
    );
  });

  it("is the less certain the further ahead and the more the band is to hold, in whatever order days come", () => {
    const known = fc.array(amount, { minLength: fewestDays, maxLength: 80 });
    fc.assert(
      fc.property(known, (values) => {
        const widthsOf = (percent: (typeof intervals)[number], days = series(values)): readonly number[] => {
          const expected = expectedDays(days, 30, percent);
          if (!("days" in expected)) throw new Error("there were enough days");
          return expected.days.map(({ lower, upper }) => upper - lower);
        };
        const [narrow, wide] = [widthsOf(80), widthsOf(95)];
        narrow.forEach((width, index) => {
          expect(width).to.be.at.least((narrow[index - 7] ?? 0) - 1e-6);
          expect(width).to.be.at.most((wide[index] ?? 0) + 1e-6);
        });
        expect(widthsOf(80, series(values).reverse())).to.deep.equal(narrow);
      }),
    );
  });

  it("is left out where too few days in a row lead up to the last one", () => {
    const length = fc.integer({ min: 0, max: fewestDays - 1 });
    fc.assert(
      fc.property(length, fc.integer({ min: 0, max: 60 }), periods, (last, before, ahead) => {
        const days = series(Array.from({ length: before + 1 + last }, (_, index) => index));
        days.splice(before, 1);
        // With no day after the missing one, the days before it are the last ones
        const expected = last === 0 ? before : last;
        const answer = expectedDays(days, ahead, 80);
        if (expected < fewestDays) expect(answer).to.deep.equal({ tooFew: expected });
        else expect(answer).to.have.property("days");
      }),
    );
  });

  it("holds about as many days as it says", () => {
    const noise = fc.double({ min: Number.EPSILON, max: 1, noNaN: true });
    // Box-Muller; the seed makes every run the same
    const normals = fc.sample(fc.tuple(noise, noise), { seed: 7, numRuns: 7000 });
    const values = normals.map(([u, v]) => 100 + Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v));
    const held = Array.from({ length: 400 }, (_, index) => {
      const start = index * 15;
      const expected = expectedDays(series(values.slice(start, start + 70)), 7, 80);
      const days = "days" in expected ? expected.days : [];
      return days.filter(({ lower, upper }, ahead) => {
        const actual = values[start + 70 + ahead] ?? Number.NaN;
        return actual >= lower && actual <= upper;
      }).length;
    });
    expect(held.reduce((sum, days) => sum + days, 0) / (400 * 7)).to.be.closeTo(0.8, 0.05);
  });
});
