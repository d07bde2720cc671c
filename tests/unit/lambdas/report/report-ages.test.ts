import { Metrics } from "@aws-lambda-powertools/metrics";
import { expect } from "chai";
import { reportAges, type Ages } from "../../../../lambdas/report/report-ages.ts";
import { agesPublisher } from "../../../../lambdas/report/report-metrics.ts";
import type { Standing } from "../../../../model/documents/standing.ts";
import { metricNamespace, publicationAgeMetric, windowAgeMetric } from "../../../../model/metrics.ts";
import { bundleOf } from "../fakes.ts";

const bundle = bundleOf();
const ids = bundle.datasets.map(({ id }) => id);
const window = { since: "2026-01-05T00:00:00.000Z", until: "2026-01-12T00:00:00.000Z" };
const finishedAt = "2026-01-12T06:00:00.000Z";
const runId = "ops-20260105T000000Z-20260112T000000Z-a1";

const standing = (datasetId: string, isGood: boolean): Standing => ({
  ...{ datasetId, group: "ops", covered: isGood ? [window] : [], nights: [] },
  latest: { runId, window, state: isGood ? "SUCCEEDED" : "FAILED", finishedAt },
  ...(isGood && { lastGood: { runId, window, finishedAt, bundleKey: "contracts/x.json" } }),
});

const agesFor = async (standings: readonly Standing[]) => {
  const published: Ages[] = [];
  const asked: string[] = [];
  await reportAges(
    { agesOf: "ops", bundleKey: "contracts/x.json" },
    {
      standings: { of: (of) => Promise.resolve((asked.push(...of), standings)) },
      readBundle: () => Promise.resolve(bundle),
      publishAges: (ages) => published.push(ages),
      now: () => Date.parse("2026-01-13T00:00:00Z"),
    },
  );
  return { published, asked };
};

describe("the ages of a group that runs rarely", () => {
  it("are the time since its newest reported window ended, and since each dataset was published", async () => {
    const [first = "", second = "other"] = ids;
    const { published, asked } = await agesFor([standing(first, true), standing(second, false)]);
    expect(asked).to.deep.equal(ids);
    expect(published).to.deep.equal([
      { group: "ops", sinceWindow: 86_400, datasets: [{ datasetId: first, sincePublication: 64_800 }] },
    ]);
  });

  it("are left out before the first run, which its alarms count as late", async () => {
    expect((await agesFor([])).published).to.deep.equal([{ group: "ops", datasets: [] }]);
  });

  it("are written as the metrics that its alarms look at", () => {
    const lines: Record<string, unknown>[] = [];
    const metrics = new Metrics({ namespace: metricNamespace, serviceName: "report" });
    Object.assign(metrics, {
      console: { log: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) },
    });
    agesPublisher(metrics)({
      group: "ops",
      sinceWindow: 5,
      datasets: [{ datasetId: "ops.events", sincePublication: 7 }],
    });
    const written = [
      [windowAgeMetric("ops"), 5],
      [publicationAgeMetric("ops.events"), 7],
    ] as const;
    expect(lines).to.have.length(2);
    for (const [index, [{ name, dimensions }, value]] of written.entries()) {
      expect(lines[index]).to.include({ ...dimensions, [name]: value });
    }
  });
});
