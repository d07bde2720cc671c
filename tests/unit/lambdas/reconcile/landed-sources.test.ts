import { expect } from "chai";
import { crawlDueBefore, landedSources, type LandedPorts } from "../../../../lambdas/reconcile/landed-sources.ts";
import type { FieldNotes } from "../../../../model/documents/page-record.ts";
import type { PageItem } from "../../../../model/documents/ledger-items.ts";
import { datasetItem, runItem } from "../fakes.ts";

const page = (datasetId: string, fields?: Partial<FieldNotes>): PageItem => ({
  datasetId,
  state: "LANDED",
  page: 0,
  key: `${datasetId}-0`,
  rows: 2,
  bytes: 1,
  sha256: "",
  rowHashSum: "0",
  extractedAt: "2026-01-06T02:00:00.000Z",
  ...(fields && { fields: { undeclared: [], unnamed: 0, missing: [], ...fields } }),
});
const items = [
  datasetItem({ datasetId: "ops.events", landedRows: 2, landedPages: 1 }),
  datasetItem({ datasetId: "crew.shifts", landedRows: 2, landedPages: 1 }),
  datasetItem({ datasetId: "parts.parts", plannedRows: 0, plannedPages: 0 }),
];

const landed = async (pages: readonly PageItem[], before?: readonly PageItem[], datasets = items) => {
  const asked: string[] = [];
  const ports: LandedPorts = {
    previousRun: ({ runId }) => {
      asked.push(runId);
      return Promise.resolve(before && runItem({ runId: "before" }));
    },
    datasets: () => Promise.resolve(items),
    pages: () => Promise.resolve(before ?? []),
  };
  const sourceOf = (datasetId: string): string => datasetId.split(".")[0] ?? "";
  return { sources: await landedSources({ run: runItem(), datasets, pages, sourceOf }, ports), asked };
};

const crew = { source: "crew", drifted: false };

describe("sources that landed", () => {
  it("have not drifted when extract noted nothing, and nobody is asked then", async () => {
    const { sources, asked } = await landed([page("ops.events"), page("crew.shifts")]);
    expect(sources).to.deep.equal([crew, { source: "ops", drifted: false }]);
    expect(asked).to.deep.equal([]);
  });

  it("have drifted by a new field, or by a required one that no record has", async () => {
    for (const fields of [{ undeclared: ["colour"] }, { missing: ["id"] }, { unnamed: 1 }]) {
      const { sources } = await landed([page("ops.events", fields), page("crew.shifts")]);
      expect(sources).to.deep.equal([crew, { source: "ops", drifted: true }]);
    }
  });

  it("have drifted once: what the run before had was crawled then", async () => {
    const now = [page("ops.events", { undeclared: ["colour"] }), page("crew.shifts")];
    expect((await landed(now, now)).sources).to.deep.equal([crew, { source: "ops", drifted: false }]);
    const before = [page("ops.events", { undeclared: ["shape"] }), page("crew.shifts")];
    expect((await landed(now, before)).sources).to.deep.equal([crew, { source: "ops", drifted: true }]);
  });

  it("have not drifted by a field that a page may have which didn't land", async () => {
    const partly = items.map((item) => ({ ...item, plannedPages: 2 }));
    const { sources } = await landed([page("ops.events", { missing: ["id"] })], undefined, partly);
    expect(sources).to.deep.equal([crew, { source: "ops", drifted: false }]);
  });
});

describe("a crawl's age", () => {
  it("is enough on the seventh night, also when that one is quicker than the first", () => {
    const night = (day: number, minutes: number) => Date.UTC(2026, 0, day, 2, minutes);
    const dueBefore = (at: number) => Date.parse(crawlDueBefore({ startedAt: new Date(at).toISOString() }));
    const crawledAt = night(1, 50);
    expect([2, 5, 7].map((day) => crawledAt < dueBefore(night(day, 30)))).to.deep.equal([false, false, false]);
    expect(crawledAt < dueBefore(night(8, 5))).to.equal(true);
  });
});
