import { expect } from "chai";
import { UsageError } from "../../../../cli/answer.ts";
import type { Crawls } from "../../../../aws/glue/crawls.ts";
import { compareDatasets, datasetsOf } from "../../../../cli/commands/drift.ts";
import type { Column, Dataset } from "../../../../model/documents/contract-bundle.ts";
import { bundleOf, dataset } from "../../lambdas/fakes.ts";

const events = dataset("events");
const stations = dataset("stations");
const textColumn: Column = {
  name: "id",
  sourceName: "id",
  type: "string",
  required: false,
  classification: "internal",
  description: "",
};
const crawlers = { ops: "stack-crawl-ops" };

const notNoted = () => Promise.resolve(undefined);

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
    const found = await compareDatasets([events, stations], crawlers, asking({ columns }), notNoted);
    expect(asked).to.have.members(["events run-a1", "stations run-a1"]);
    expect(found.findings).to.deep.equal([
      { datasetId: "ops.events", kind: "new", column: "colour", found: "string", runId: "run-a1" },
    ]);
    expect(found.unknown).to.deep.equal([]);
  });

  it("adds what extract noted of the run that landed last, as far as the contract has not been changed since", async () => {
    const notes = { undeclared: ["colour", "Shape"], unnamed: 1, missing: ["id"] };
    const landedRun = { runId: "run-b1", datasets: new Set(["ops.events"]), notes: new Map([["ops.events", notes]]) };
    const columns = () => Promise.resolve([{ name: "shape", type: "int" }]);
    const declared = { ...events, columns: [{ ...textColumn, name: "colour", sourceName: "colour" }] };
    const found = await compareDatasets([declared], crawlers, asking({ columns }), () => Promise.resolve(landedRun));
    expect(found.datasets).to.deep.equal([{ datasetId: "ops.events", crawledRun: "run-a1", landedRun: "run-b1" }]);
    expect(found.findings.map(({ kind, column, found: type, runId }) => [kind, column, type, runId])).to.deep.equal([
      ["missing", "colour", undefined, "run-a1"],
      ["new", "Shape", "int", "run-b1"],
    ]);
    expect(found.unnamed).to.deep.equal([{ datasetId: "ops.events", count: 1 }]);
  });

  it("tells a source that was never crawled from a dataset of which no run was", async () => {
    const latestRun = () => Promise.resolve(undefined);
    const never = { status: () => Promise.resolve({ state: "READY" }), latestRun };
    expect(await compareDatasets([events], crawlers, asking(never), notNoted)).to.deep.equal({
      sources: [{ source: "ops", lastCrawl: null }],
      datasets: [{ datasetId: "ops.events", crawledRun: null, landedRun: null }],
      findings: [],
      unnamed: [],
      unknown: [],
    });
    const empty = await compareDatasets([events], crawlers, asking({ latestRun }), notNoted);
    expect(empty.unknown).to.deep.equal([{ subject: "ops.events", reason: "no run of it has been crawled" }]);
  });

  it("says what to do where the deployed stack has no crawler", async () => {
    const error: unknown = await compareDatasets([events], {}, asking({}), notNoted).catch((caught: unknown) => caught);
    expect(String(error)).to.contain("CRAWLER_MISSING source ops");
  });
});
