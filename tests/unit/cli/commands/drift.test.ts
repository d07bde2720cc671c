import { expect } from "chai";
import { UsageError } from "../../../../cli/answer.ts";
import type { Crawls } from "../../../../cli/aws/crawls.ts";
import { compareDatasets, datasetsOf } from "../../../../cli/commands/drift.ts";
import type { Dataset } from "../../../../model/dataset.ts";
import { bundleOf, dataset } from "../../lambdas/fakes.ts";

const events = dataset("events");
const stations = dataset("stations");
const crawlers = { ops: "stack-crawl-ops" };

const asking = (found: Partial<Crawls>): Crawls => ({
  status: () => Promise.resolve({ state: "READY", last: { status: "SUCCEEDED", startedAt: "2026-01-31T02:00:00Z" } }),
  start: () => Promise.resolve(),
  latestRun: () => Promise.resolve("run-a1"),
  columns: () => Promise.resolve([]),
  ...found,
});

describe("the drift command", () => {
  const ids = (datasets: readonly Dataset[]): string[] => datasets.map(({ id }) => id);

  it("takes all datasets, those of a source, or one", () => {
    const bundle = bundleOf(events, stations);
    expect(ids(datasetsOf(bundle, undefined))).to.deep.equal(["ops.events", "ops.stations"]);
    expect(ids(datasetsOf(bundle, "ops"))).to.deep.equal(["ops.events", "ops.stations"]);
    expect(ids(datasetsOf(bundle, "ops.stations"))).to.deep.equal(["ops.stations"]);
    expect(() => datasetsOf(bundle, "events")).to.throw(UsageError, "there are ops, ops.events, ops.stations");
  });

  it("compares the run that was crawled last", async () => {
    const asked: string[] = [];
    const columns: Crawls["columns"] = ({ name }, run) => {
      asked.push(`${name} ${run}`);
      return Promise.resolve(name === "events" ? [{ name: "colour", type: "string" }] : []);
    };
    const found = await compareDatasets([events, stations], crawlers, asking({ columns }));
    expect(asked).to.have.members(["events run-a1", "stations run-a1"]);
    expect(found.findings).to.deep.equal([{ datasetId: "ops.events", kind: "new", column: "colour", found: "string" }]);
    expect(found.unknown).to.deep.equal([]);
  });

  it("tells a source that was never crawled from a dataset of which no run was", async () => {
    const latestRun = () => Promise.resolve(undefined);
    const never = { status: () => Promise.resolve({ state: "READY" }), latestRun };
    expect(await compareDatasets([events], crawlers, asking(never))).to.deep.equal({
      sources: [{ source: "ops", lastCrawl: null }],
      datasets: [{ datasetId: "ops.events", runId: null }],
      findings: [],
      unknown: [],
    });
    const empty = await compareDatasets([events], crawlers, asking({ latestRun }));
    expect(empty.unknown).to.deep.equal([{ subject: "ops.events", reason: "no run of it has been crawled" }]);
  });

  it("says what to do where the deployed stack has no crawler", async () => {
    const error: unknown = await compareDatasets([events], {}, asking({})).catch((caught: unknown) => caught);
    expect(String(error)).to.contain("CRAWLER_MISSING source ops");
  });
});
