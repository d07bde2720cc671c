import { expect } from "chai";
import { loadContracts } from "../../../contracts/index.ts";
import { nightFiguresColumns, nightFiguresOf } from "../../../model/night-figures.ts";
import type { Report, ReportDataset } from "../../../model/documents/report.ts";

const { bundle } = loadContracts("contracts");

const dataset = (datasetId: string, more: Partial<ReportDataset> = {}): ReportDataset => ({
  ...{ datasetId, state: "SUCCEEDED", source: 10, planned: 10, landed: 10, loaded: 7, quarantined: 2, duplicates: 1 },
  ...{ inserted: 7, updated: 0, deleted: 0 },
  ...more,
});

const report: Report = {
  formatVersion: 1,
  runId: "flights-20140101T050000Z-20140102T050000Z-a3",
  group: "flights",
  window: { since: "2014-01-01T05:00:00.000Z", until: "2014-01-02T05:00:00.000Z" },
  state: "FAILED",
  startedAt: "2014-01-02T06:00:00.000Z",
  finishedAt: "2014-01-02T06:10:00.000Z",
  datasets: [
    dataset("flights.flights", { quarantinedBy: { WRONG_TYPE: 1, KEY_NULL: 1 }, outside: 3 }),
    dataset("flights.planes", { state: "FAILED", error: "PAGE_FAILED page 2" }),
    dataset("mission.antennas"),
  ],
  late: [{ datasetId: "flights.planes", hours: 40, promisedHours: 30 }],
};

describe("figures of a night", () => {
  const figures = nightFiguresOf(report, bundle);

  it("are by source, each source's apart from the others'", () => {
    expect([...figures].map(([source, rows]) => [source, rows.map((row) => row.dataset)])).to.deep.equal([
      ["flights", ["flights.flights", "flights.planes"]],
      ["mission", ["mission.antennas"]],
    ]);
  });

  it("have the columns that the table has, and no other", () => {
    for (const row of [...figures.values()].flat()) {
      expect(Object.keys(row)).to.have.members(Object.keys(nightFiguresColumns));
    }
  });

  it("are of the last day of the window where the group's nights are, and say what the report says", () => {
    expect(figures.get("flights")?.[0]).to.include({
      ...{ night: "2014-01-01", attempt: 3, window_until: "2014-01-02 05:00:00.000", outside_rows: 3 },
      ...{ landed_rows: 10, loaded_rows: 7, quarantined_rows: 2, duplicate_rows: 1, late_hours: null },
      quarantined_by: "WRONG_TYPE 1, KEY_NULL 1",
    });
    expect(figures.get("flights")?.[1]).to.include({ state: "FAILED", error: "PAGE_FAILED page 2", late_hours: 40 });
  });
});
