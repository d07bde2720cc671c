import { expect } from "chai";
import fc from "fast-check";
import { comparison, publishedSeconds } from "../../../bench/measure/comparison.ts";
import { median, medians, peaks, rounded } from "../../../bench/measure/statistics.ts";

describe("statistics of repeated measurements", () => {
  it("takes the value in the middle, or the mean of the two there", () => {
    expect(median([9, 1, 5])).to.equal(5);
    expect(median([4, 1, 3, 2])).to.equal(2.5);
    expect(median([])).to.be.NaN;
  });

  it("lies between the least and the greatest, whatever the order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        expect(middle).to.be.within(Math.min(...values), Math.max(...values));
        expect(median([...values].reverse())).to.equal(middle);
      }),
    );
  });

  it("combines by key, over those that have it", () => {
    const all = [{ extract: 1, process: 10 }, { extract: 3, process: 30, crawl: 7 }, { extract: 2 }];
    expect(medians(all)).to.deep.equal({ extract: 2, process: 20, crawl: 7 });
    expect(peaks(all)).to.deep.equal({ extract: 3, process: 30, crawl: 7 });
    expect(rounded({ a: 1.23456 }, 2)).to.deep.equal({ a: 1.23 });
  });
});

describe("comparison with dlt", () => {
  const nights = [
    { rows: 1000, seconds: { plan: 1, extract: 4, reconcile: 1, process: 9, curate: 5, crawl: 20, total: 40 } },
    { rows: 1000, seconds: { "plan and extract": 5, reconcile: 1, process: 4, total: 20 } },
  ];

  it("counts from the plan to the last table's publication, whether or not planning was seen by itself", () => {
    expect(nights.map(publishedSeconds)).to.deep.equal([15, 10]);
  });

  it("divides our medians by dlt's", () => {
    const dlt = [{ seconds: { extract: 5, total: 20 } }, { seconds: { extract: 15, total: 30 } }];
    expect(comparison(nights, dlt)).to.deep.equal({
      rows: 1000,
      publishedSeconds: 12.5,
      nightSeconds: 30,
      dltSeconds: 25,
      publishedRatio: 0.5,
      nightRatio: 1.2,
      rowsPerSecond: { lakehouse: 33, dlt: 40 },
    });
  });
});
