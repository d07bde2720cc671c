import { readFileSync } from "node:fs";
import { expect } from "chai";
import { wrongTables } from "../../../bench/dlt/run.ts";
import { withSpeedTable } from "../../../bench/readme.ts";
import { resultName, withResults, type ScenarioResult } from "../../../bench/results.ts";
import { figureTable } from "../../../bench/scenario.ts";

const result = (measuredAt: string, figures: Readonly<Record<string, unknown>>): ScenarioResult => ({
  measuredAt,
  machine: { platform: "linux x64", cpu: "Some CPU", cpus: 2, memoryGiB: 8, node: "20.0.0" },
  figures,
});

const nightFigures = {
  rows: 1_003_668,
  publishedSeconds: 15.04,
  nightSeconds: 25.2,
  dltSeconds: 23.24,
  models: 12,
  rowsPerSecond: { lakehouse: 39_828, dlt: 43_187 },
  lakehouse: { peakOfLargestProcessMiB: { spark: 2048, trino: 900 } },
  dlt: { version: "1.31.0", peakOfLargestProcessMiB: { dlt: 700 } },
};

describe("bench results", () => {
  it("keep what scenarios that did not run came to, in a fixed order", () => {
    const before = withResults(
      { formatVersion: 1, scenarios: {} },
      { small: result("2026-01-01T00:00:00Z", { a: 1 }), night: result("2026-01-01T00:00:00Z", { b: 1 }) },
      ["night", "small"],
    );
    const after = withResults(before, { small: result("2026-02-01T00:00:00Z", { a: 2 }) }, ["night", "small"]);
    expect(Object.keys(after.scenarios)).to.deep.equal(["night", "small"]);
    expect(after.scenarios["night"]?.figures).to.deep.equal({ b: 1 });
    expect(after.scenarios["small"]?.figures).to.deep.equal({ a: 2 });
  });

  it("keep figures of other numbers of rows beside the usual ones", () => {
    expect(resultName("night", 1_000_000, 1_000_000)).to.equal("night");
    const name = resultName("night", 10_000_000, 1_000_000);
    const kept = withResults(
      { formatVersion: 1, scenarios: { night: result("2026-01-01T00:00:00Z", { b: 1 }) } },
      { [name]: result("2026-02-01T00:00:00Z", { b: 10 }) },
      ["night"],
    );
    expect(Object.values(kept.scenarios).map(({ figures }) => figures)).to.deep.equal([{ b: 1 }, { b: 10 }]);
  });

  it("become the README's table, with our figures, dlt's and the machine", () => {
    const marks = readFileSync("README.md", "utf8").match(/<!-- \/?speed.*?-->/g) ?? [];
    const readme = `before\n${marks[0] ?? ""}\nold\n${marks[1] ?? ""}\nafter\n`;
    const scenarios = {
      night: result("2026-02-03T04:05:06Z", nightFigures),
      rerun: result("2026-02-03T05:05:06Z", { medianSeconds: { total: 5.51 } }),
    };
    const text = withSpeedTable(readme, { formatVersion: 1, scenarios });
    expect(text).to.match(/^before\n.*\nafter\n$/s);
    expect(text).not.to.contain("old");
    expect(text).to.contain("dlt 1.31.0");
    expect(text).to.match(/published Iceberg \| 15\.0 s \| 23\.2 s \|/);
    expect(text).to.match(/largest process \| 2,048 MiB \| 700 MiB \|/);
    expect(text).to.contain("5.5 s");
    expect(text).to.contain("2 cores (Some CPU), 8 GiB, linux x64; 2026-02-03;");
    expect(() => withSpeedTable("no marks", { formatVersion: 1, scenarios })).to.throw("README.md has no part");
  });

  it("show a column of figures per run, with gaps where one has no such figure", () => {
    const table = figureTable("step", { ours: { extract: 1, process: 2.26 }, theirs: { extract: 3 } }, 1);
    expect(table.split("\n").map((line) => line.split(/\s+/))).to.deep.include(["process", "2.3"]);
    expect(table.split("\n").map((line) => line.split(/\s+/))).to.deep.include(["extract", "1.0", "3.0"]);
  });

  it("name the tables that dlt loaded short", () => {
    expect(wrongTables({ a: 1, b: 2 }, { a: 1, b: 3, c: 4 })).to.deep.equal([
      "b has 2 rows, not 3",
      "c has 0 rows, not 4",
    ]);
  });
});
