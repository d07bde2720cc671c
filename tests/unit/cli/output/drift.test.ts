import { expect } from "chai";
import { renderDrift } from "../../../../cli/output/drift.ts";
import { renderText } from "../../../../cli/output/text.ts";

const startedAt = "2026-01-31T02:00:00.000Z";
const crawled = { source: "flights", lastCrawl: { status: "SUCCEEDED", startedAt } };

describe("drift for people", () => {
  it("is a table of what differs, with the run that was compared", () => {
    const text = renderDrift({
      sources: [crawled],
      datasets: [
        { datasetId: "flights.planes", crawledRun: "flights-a1", landedRun: "flights-b1" },
        { datasetId: "flights.airlines", crawledRun: "flights-a1", landedRun: null },
      ],
      findings: [
        { datasetId: "flights.planes", kind: "new", column: "age", runId: "flights-b1" },
        {
          datasetId: "flights.planes",
          kind: "retyped",
          column: "seats",
          found: "double",
          allowed: ["int"],
          runId: "flights-a1",
        },
      ],
      unnamed: [{ datasetId: "flights.planes", count: 3 }],
      unknown: [],
    });
    expect(renderText(text)).to.equal(`dataset         column  drift    found   allowed  run
────────────────────────────────────────────────────────────
flights.planes  age     new                       flights-b1
flights.planes  seats   retyped  double  int      flights-a1

flights.planes: at least 3 more new fields, too many to name or named like data
flights: crawled 2026-01-31T02:00:00.000Z
2 differences in 2 datasets.`);
  });

  it("says what was not crawled, failed to be, or is unknown", () => {
    const text = renderDrift({
      sources: [
        { source: "flights", lastCrawl: { status: "FAILED", startedAt, error: "NoSuchBucket" } },
        { source: "mission", lastCrawl: null },
      ],
      datasets: [{ datasetId: "flights.planes", crawledRun: null, landedRun: null }],
      findings: [],
      unnamed: [],
      unknown: [{ subject: "flights.planes", reason: "no run of it has been crawled" }],
    });
    expect(renderText(text)).to.equal(`flights: the crawl of 2026-01-31T02:00:00.000Z ended FAILED: NoSuchBucket
mission: not crawled yet
flights.planes: types unknown, no run of it has been crawled
0 differences in 0 datasets.`);
  });
});
