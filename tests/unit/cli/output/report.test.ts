import { expect } from "chai";
import { isAccountedFor, renderHops, renderLedger, renderReport, renderSpeed } from "../../../../cli/output/report.ts";
import { renderText } from "../../../../cli/output/text.ts";
import type { Report, ReportDataset } from "../../../../model/documents/report.ts";

const dataset = (id: string, changes: Partial<ReportDataset> = {}): ReportDataset => ({
  datasetId: id,
  state: "SUCCEEDED",
  source: 1000,
  planned: 1000,
  landed: 1000,
  loaded: 997,
  quarantined: 2,
  duplicates: 1,
  inserted: 900,
  updated: 97,
  deleted: 0,
  ...changes,
});

const report = (datasets: readonly ReportDataset[], changes: Partial<Report> = {}): Report => ({
  formatVersion: 1,
  runId: "flights-20140101T050000Z-20140102T050000Z-a1",
  group: "flights",
  window: { since: "2014-01-01T05:00:00.000Z", until: "2014-01-02T05:00:00.000Z" },
  state: "SUCCEEDED",
  startedAt: "2014-01-02T09:30:00.000Z",
  finishedAt: "2014-01-02T09:31:00.000Z",
  datasets,
  ...changes,
});

const shown = (one: Report): string => renderText(renderReport(one));

describe("a report", () => {
  it("shows each dataset's way and that nothing was lost", () => {
    expect(shown(report([dataset("flights.flights"), dataset("flights.planes", { inserted: 0, updated: 0 })]))).to
      .equal(`flights-20140101T050000Z-20140102T050000Z-a1: SUCCEEDED
window 2014-01-01T05:00:00.000Z to 2014-01-02T05:00:00.000Z

dataset          source  planned  landed  loaded  quarantined  duplicates  state
────────────────────────────────────────────────────────────────────────────────────
flights.flights   1,000    1,000   1,000     997            2           1  SUCCEEDED
flights.planes    1,000    1,000   1,000     997            2           1  SUCCEEDED

source = landed = loaded + quarantined + duplicates, for every dataset
tables: 900 inserted, 97 updated, 0 deleted`);
  });

  describe("of datasets whose sources give no total", () => {
    const without = (id: string, changes: Partial<ReportDataset> = {}): ReportDataset => {
      const { source, planned, ...row } = dataset(id, changes);
      expect([source, planned]).to.deep.equal([1000, 1000]);
      return row;
    };

    it("shows what another walk found, and that nothing was planned", () => {
      const text = shown(report([{ ...without("shop.orders"), source: 1000 }]));
      expect(text).to.contain("\nshop.orders   1,000  unknown   1,000     997 ");
      expect(text).to.contain("\nsource = landed = loaded + quarantined + duplicates, for every dataset\n");
    });

    it("claims of a source only what it said", () => {
      const text = shown(report([dataset("shop.items"), without("shop.orders"), without("shop.visits")]));
      expect(text).to.contain("\nshop.orders  no total  unknown   1,000     997 ");
      expect(text).to.contain(
        "\nsource = landed = loaded + quarantined + duplicates, for 1 of 3 datasets\n" +
          "landed = loaded + quarantined + duplicates, where the source gives no total: shop.orders, shop.visits\n",
      );
      expect(shown(report([without("shop.orders")]))).to.not.contain("source =");
    });

    it("names one whose rows are not all in one place", () => {
      const open = shown(report([without("shop.orders", { loaded: 996 }), dataset("shop.items")]));
      expect(open).to.contain(
        "\nNOT accounted for (source = landed = loaded + quarantined + duplicates): shop.orders\n",
      );
      expect(open).to.not.contain("gives no total");
      expect(isAccountedFor(without("a"))).to.equal(true);
      expect(isAccountedFor(without("a", { loaded: 996 }))).to.equal(false);
    });

    it("has no hop for what the source and the plan don't say", () => {
      const text = renderText(renderHops(report([without("shop.orders")])));
      expect(text).to.contain("landed").and.not.contain("source").and.not.contain("planned");
    });
  });

  it("names the datasets that are not accounted for, and why they failed", () => {
    const lost = dataset("flights.flights", { state: "FAILED", landed: 995, loaded: 0, error: "page 3: 503" });
    const text = shown(report([lost, dataset("flights.planes")], { state: "FAILED", error: "1 dataset failed" }));
    expect(text).to.contain("a1: FAILED");
    expect(text).to.contain("\nsource = landed = loaded + quarantined + duplicates, for 1 of 2 datasets\n");
    expect(text).to.contain("\nnothing is claimed about failed datasets: flights.flights\n");
    expect(text.split("\n").slice(-2)).to.deep.equal(["1 dataset failed", "flights.flights: page 3: 503"]);
    const open = shown(report([dataset("flights.flights", { landed: 995 }), dataset("flights.planes")]));
    expect(open).to.contain(
      "NOT accounted for (source = landed = loaded + quarantined + duplicates): flights.flights\n",
    );
  });

  it("claims nothing of a dataset whose source was not asked", () => {
    const refused = dataset("flights.flights", { state: "FAILED", landed: 0, loaded: 0, error: "401" });
    const unasked = Object.fromEntries(Object.entries(refused).filter(([name]) => name !== "source"));
    const text = shown(report([unasked as unknown as ReportDataset], { state: "FAILED" }));
    expect(text).to.match(/flights\.flights  not asked .* FAILED/);
    expect(text).not.to.contain("source = landed");
  });

  it("says what was quarantined and why, what was outside the window, and what is worth a look", () => {
    const noted = dataset("flights.flights", {
      ...{ loaded: 990, outside: 7, quarantinedBy: { WRONG_TYPE: 1, DUPLICATE_KEY: 1 } },
      warnings: ["QUARANTINED 0.2 %"],
    });
    const lines = shown(report([noted, dataset("flights.planes", { processed: "SUPERSEDED" })])).split("\n");
    expect(lines).to.include("source = landed = loaded + quarantined + duplicates + outside, for every dataset");
    expect(lines).to.include("flights.flights: quarantined 1 WRONG_TYPE, 1 DUPLICATE_KEY");
    expect(lines).to.include("flights.flights: 7 rows outside the window, not loaded");
    expect(lines).to.include("flights.flights: QUARANTINED 0.2 %");
    expect(lines).to.include("flights.planes: the table holds a newer extraction, so nothing was published");
  });

  it("shows the rows at every hop", () => {
    const hops = [{ hop: "raw" as const, rows: 1000, rowHashSum: "12345678901234567890" }];
    expect(renderText(renderHops(report([dataset("flights.flights", { hops })])))).to
      .equal(`dataset          hop       rows     sum of row hashes
─────────────────────────────────────────────────────
flights.flights  source   1,000
flights.flights  planned  1,000
flights.flights  landed   1,000
flights.flights  raw      1,000  12345678901234567890`);
  });

  it("counts the models by state and says what is wrong with each that is not published", () => {
    const curation: NonNullable<Report["curation"]> = [
      { name: "flights_curated.daily", state: "PUBLISHED", rows: 365, failedTests: [] },
      { name: "flights_curated.routes", state: "UNCHANGED", rows: 224, failedTests: [] },
      {
        name: "flights_curated.delays",
        state: "FAILED",
        rows: 9,
        error: "TEST_FAILED flights_curated.delays: 2 tests",
        failedTests: [
          { test: "unique(day)", found: 3 },
          { test: "row_count(1, 8)", found: 9 },
        ],
      },
      { name: "flights_curated.top", state: "BLOCKED", rows: 0, error: "it reads delays", failedTests: [] },
    ];
    const text = shown(report([dataset("flights.planes")], { curation }));
    expect(text.split("\n").slice(-4)).to.deep.equal([
      "tables: 900 inserted, 97 updated, 0 deleted",
      "Curated: 1 published, 1 unchanged, 1 failed, 1 blocked",
      "flights_curated.delays failed: unique(day) found 3; row_count(1, 8) found 9",
      "blocked by what failed: flights_curated.top",
    ]);
  });

  it("names what differs from the contracts, and what isn't known", () => {
    const drift: NonNullable<Report["drift"]> = {
      findings: [{ datasetId: "flights.planes", kind: "new", column: "age", found: "int" }],
      unknown: [{ subject: "mission", reason: "the crawler still ran" }],
      unnamed: [{ datasetId: "flights.planes", count: 1 }],
      notDue: ["flights"],
    };
    expect(
      shown(report([dataset("flights.planes")], { drift }))
        .split("\n")
        .slice(-4),
    ).to.deep.equal([
      "drift: flights.planes: age is new, int",
      "drift: flights.planes: at least 1 more new field, too many to name or named like data",
      "drift unknown: mission: the crawler still ran",
      "crawl: not due for flights",
    ]);
  });

  it("counts a row that is nowhere, or in two places, as not accounted for", () => {
    expect(isAccountedFor(dataset("a"))).to.equal(true);
    expect(isAccountedFor(dataset("a", { loaded: 996 }))).to.equal(false);
    expect(isAccountedFor(dataset("a", { duplicates: 2 }))).to.equal(false);
    expect(isAccountedFor(dataset("a", { source: 1001 }))).to.equal(false);
  });

  it("gives seconds by step and the rate of the whole", () => {
    expect(renderSpeed({ plan: 0.52, extract: 16.2, total: 64.4 }, 1_000_000)).to.equal(
      "plan 0.5 s, extract 16 s, total 1 min 04 s; 15,528 rows/s",
    );
    expect(renderSpeed({ plan: 0.52 }, 0)).to.equal("plan 0.5 s");
  });
});

describe("a run without a report", () => {
  it("shows what the ledger knows", () => {
    const text = renderText(
      renderLedger("r1", "RUNNING", [
        {
          datasetId: "flights.flights",
          state: "EXTRACTING",
          plannedRows: 12_000,
          plannedPages: 3,
          landedRows: 5_000,
          landedPages: 1,
          landedBytes: 1,
          failedPages: 1,
        },
        {
          datasetId: "flights.planes",
          state: "FAILED",
          plannedRows: 0,
          plannedPages: 0,
          landedRows: 0,
          landedPages: 0,
          landedBytes: 0,
          failedPages: 0,
          error: "SOURCE_REFUSED /planes: 401",
        },
      ]),
    );
    expect(text).to.equal(`r1: RUNNING

dataset          source  planned  landed  pages  state
──────────────────────────────────────────────────────────────────────────
flights.flights           12,000   5,000    1/3  EXTRACTING, 1 page failed
flights.planes                 0       0    0/0  FAILED
flights.planes: SOURCE_REFUSED /planes: 401`);
  });

  it("shows of a chain of pages those that landed and the next one, and no plan where the source gives no total", () => {
    const chain = {
      ...({ datasetId: "shop.orders", state: "EXTRACTING", firstPiece: { size: 5_000 } } as const),
      ...{ plannedPages: 4, landedRows: 15_000, landedPages: 3, landedBytes: 1, failedPages: 0 },
    };
    expect(renderText(renderLedger("r1", "RUNNING", [chain]))).to.equal(`r1: RUNNING

dataset      source  planned  landed  pages  state
───────────────────────────────────────────────────────
shop.orders                   15,000    3/4  EXTRACTING`);
  });
});
