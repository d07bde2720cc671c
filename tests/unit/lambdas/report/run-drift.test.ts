import { expect } from "chai";
import { driftOfRun, type Crawl, type DriftPorts } from "../../../../lambdas/report/run-drift.ts";
import type { Column, Dataset } from "../../../../model/documents/contract-bundle.ts";
import type { FieldNotes } from "../../../../model/documents/page-record.ts";
import type { PageItem } from "../../../../model/documents/ledger-items.ts";
import { bundleKey, bundleOf, dataset, datasetItem, runId } from "../fakes.ts";

const id: Column = {
  name: "id",
  sourceName: "id",
  type: "int",
  required: true,
  classification: "internal",
  description: "",
};
const events: Dataset = { ...dataset("events"), columns: [id] };
const stations: Dataset = { ...dataset("stations"), columns: [id] };
const crawled: Crawl = { source: "ops", lastCrawl: { Status: "SUCCEEDED" } };
const landed = (name: string, landedRows = 1) => datasetItem({ datasetId: `ops.${name}`, landedRows });
const noted = (fields: Partial<FieldNotes>): PageItem => ({
  datasetId: "ops.events",
  state: "LANDED",
  page: 0,
  key: "page-0",
  rows: 1,
  bytes: 1,
  sha256: "",
  rowHashSum: "0",
  extractedAt: "2026-01-06T02:00:00.000Z",
  fields: { undeclared: [], unnamed: 0, missing: [], ...fields },
});

const setUp = (read: DriftPorts["readInferredColumns"]) => {
  const asked: string[] = [];
  const ports: DriftPorts = {
    readBundle: () => Promise.resolve(bundleOf(events, stations)),
    readInferredColumns: (each, run) => {
      asked.push(`${each.name} ${run}`);
      return read(each, run);
    },
  };
  const drift = (
    crawls: readonly Crawl[],
    datasets = [landed("events"), landed("stations")],
    pages: readonly PageItem[] = [],
  ) => driftOfRun({ runId, crawls, datasets, pages, bundleKey }, ports);
  return { asked, drift };
};

describe("a run's drift", () => {
  it("is what each landed dataset's own files of the run differ in", async () => {
    const { asked, drift } = setUp(({ name }) =>
      Promise.resolve([{ name: "id", type: name === "events" ? "string" : "int" }]),
    );
    expect(await drift([crawled])).to.deep.equal({
      findings: [{ datasetId: "ops.events", kind: "retyped", column: "id", found: "string", allowed: ["int"] }],
      unknown: [],
    });
    expect(asked).to.have.members([`events ${runId}`, `stations ${runId}`]);
  });

  it("is what extract noted where no crawl was due, without types", async () => {
    const { asked, drift } = setUp(() => Promise.resolve([]));
    expect(
      await drift([{ source: "ops", notDue: true }], undefined, [noted({ undeclared: ["colour"] })]),
    ).to.deep.equal({
      findings: [{ datasetId: "ops.events", kind: "new", column: "colour" }],
      unknown: [],
      notDue: ["ops"],
    });
    expect(asked).to.deep.equal([]);
  });

  it("says once what extract and a crawl found, with the source's spelling and the inferred type", async () => {
    const inferred = [
      { name: "id", type: "int" },
      { name: "colour", type: "string" },
    ];
    const { drift } = setUp(() => Promise.resolve(inferred));
    const found = await drift([crawled], [landed("events")], [noted({ undeclared: ["Colour", "Shape"], unnamed: 2 })]);
    expect(found).to.deep.equal({
      findings: [
        { datasetId: "ops.events", kind: "new", column: "Colour", found: "string" },
        { datasetId: "ops.events", kind: "new", column: "Shape" },
      ],
      unknown: [],
      unnamed: [{ datasetId: "ops.events", count: 2 }],
    });
  });

  it("is not asked for where nothing landed or nothing was crawled", async () => {
    const { asked, drift } = setUp(() => Promise.resolve([]));
    expect(await drift([crawled], [landed("events", 0)])).to.equal(undefined);
    expect(await drift([])).to.deep.equal({ findings: [], unknown: [] });
    expect(asked).to.deep.equal([]);
    await drift([crawled], [landed("events", 0), landed("stations")]);
    expect(asked).to.deep.equal([`stations ${runId}`]);
  });

  it("is unknown for a source whose crawl was not started, was not awaited or failed", async () => {
    const { asked, drift } = setUp(() => Promise.resolve([]));
    const unknown = async (crawl: Omit<Crawl, "source">) => (await drift([{ source: "ops", ...crawl }]))?.unknown;
    expect(await unknown({ failure: { Error: "Glue.EntityNotFoundException" } })).to.deep.equal([
      { subject: "ops", reason: "Glue.EntityNotFoundException" },
    ]);
    expect(await unknown({ lastCrawl: { Status: "FAILED", ErrorMessage: "NoSuchBucket" } })).to.deep.equal([
      { subject: "ops", reason: "the crawl ended FAILED: NoSuchBucket" },
    ]);
    expect(await unknown({ lastCrawl: { Status: "CANCELLED" } })).to.deep.equal([
      { subject: "ops", reason: "the crawl ended CANCELLED: no reason was left" },
    ]);
    expect(asked).to.deep.equal([]);
  });

  it("is unknown for a dataset that the crawl left out, or that can't be read, and known for the others", async () => {
    const { drift } = setUp(({ name }) =>
      name === "events" ? Promise.reject(new Error("Insufficient Lake Formation permission(s)")) : Promise.resolve([]),
    );
    const found = await drift([crawled]);
    expect(found?.unknown).to.deep.equal([
      { subject: "ops.events", reason: "Insufficient Lake Formation permission(s)" },
    ]);
    expect(found?.findings.map(({ datasetId, kind }) => `${datasetId} ${kind}`)).to.deep.equal([
      "ops.stations missing",
    ]);
    const { drift: without } = setUp(() => Promise.resolve(undefined));
    expect((await without([crawled]))?.unknown.map(({ subject }) => subject)).to.deep.equal([
      "ops.events",
      "ops.stations",
    ]);
  });
});
