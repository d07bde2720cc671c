import { expect } from "chai";
import { lineageOf } from "../../../../sql/project/lineage.ts";
import { resolveProject } from "../../../../sql/project/read-project.ts";
import type { SourceFile } from "../../../../sql/project/source-text.ts";
import { bundle, viewFile } from "./files.ts";

const view = viewFile(
  "mission_curated.totals",
  "SELECT t.status, sum(t.revenue) AS revenue, count(*) AS transactions FROM mission_processed.transactions AS t GROUP BY t.status",
);

const dashboard = (query: string, audience = "analyst", field = "transactions"): SourceFile => ({
  file: "dashboards/totals.yaml",
  text: `name: totals
title: Totals
description: d
owner: o
audience: [${audience}]
queries:
  - name: totals
${query}
pages:
  - name: main
    title: Main
    visuals:
      - name: by-status
        kind: bar
        title: By status
        query: totals
        encoding:
          x: { field: status }
          y: { field: ${field}, aggregate: sum }
`,
});

const read = (...files: readonly SourceFile[]) => resolveProject([view, ...files], bundle);
const problemsOf = (file: SourceFile): readonly string[] =>
  read(file).problems.map(({ code, place }) => `${code} ${place}`);

describe("dashboards of the project", () => {
  it("are exposures, and so are their visuals, of what they show", () => {
    const { project, problems } = read(dashboard("    reads: mission_curated.totals"));
    expect(problems).to.deep.equal([]);
    expect(project.exposures.map(({ kind, name, reads }) => [kind, name, reads])).to.deep.equal([
      ["dashboard", "totals", ["view mission_curated.totals"]],
      ["visual", "totals/by-status", ["view mission_curated.totals"]],
    ]);
    const namesBelow = (column: string): readonly string[] =>
      lineageOf(project, bundle)
        .downstream(`mission_curated.totals.${column}`)
        .below.map(({ name }) => name);
    expect(namesBelow("status")).to.deep.equal(["totals", "totals/by-status"]);
    expect(namesBelow("revenue")).to.deep.equal(["totals"]);
  });

  it("have problems of their SQL told at its place in the file", () => {
    expect(
      problemsOf(
        dashboard(
          "    sql: |\n      SELECT t.status,\n        t.nothing AS transactions\n      FROM mission_curated.totals AS t",
        ),
      ),
    ).to.deep.equal(["SQL_COLUMN_UNKNOWN dashboards/totals.yaml:10:11"]);
    expect(problemsOf(dashboard("    sql: SELECT t.status FROM mission_curated.total AS t"))).to.deep.equal([
      "SQL_TABLE_UNKNOWN dashboards/totals.yaml:8:31",
    ]);
    expect(problemsOf(dashboard("    reads: mission_curated.total"))).to.deep.equal([
      "DASHBOARD_RELATION dashboards/totals.yaml:8 queries[0].reads",
    ]);
  });

  it("are for those alone who may see what SQL mentions, and all of a view", () => {
    const sql = (column: string, where = ""): string =>
      `    sql: SELECT t.status, ${column} AS transactions FROM mission_processed.transactions AS t${where}`;
    expect(problemsOf(dashboard(sql("t.antenna_id"), "bi"))).to.deep.equal([]);
    expect(problemsOf(dashboard(sql("t.antenna_id", " WHERE t.revenue > 100"), "bi"))).to.deep.equal([
      "DASHBOARD_SENSITIVITY dashboards/totals.yaml:7 queries[0]",
    ]);
    expect(problemsOf(dashboard("    reads: mission_curated.totals", "bi"))).to.deep.equal([
      "DASHBOARD_SENSITIVITY dashboards/totals.yaml:7 queries[0]",
    ]);
  });
});
