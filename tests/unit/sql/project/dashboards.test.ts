import { expect } from "chai";
import { lineageOf } from "../../../../sql/project/lineage.ts";
import { dashboardProblems, resolveProject, sourceFiles } from "../../../../sql/project/read-project.ts";
import { readersOf } from "../../../../sql/project/readers.ts";
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
const problemsOf = (...files: readonly SourceFile[]): readonly string[] =>
  dashboardProblems(read(...files).dashboards).map(({ code, place }) => `${code} ${place}`);

describe("dashboards of the project", () => {
  it("are valid as they are", () => {
    expect(dashboardProblems(resolveProject(sourceFiles(), bundle).dashboards)).to.deep.equal([]);
  });

  it("leave SQL and each other valid, whatever is wrong with one of them", () => {
    const whole = dashboard("    reads: mission_curated.totals");
    const broken = [
      { file: "dashboards/broken.yaml", text: "name: [" },
      { file: "dashboards/query.sql", text: "SELECT 1" },
      { file: "dashboards/deeper/totals.yaml", text: whole.text },
    ];
    const { project, problems } = read(whole, ...broken);
    expect(problems).to.deep.equal([]);
    expect(project.objects.map(({ id }) => id)).to.deep.equal(["view mission_curated.totals"]);
    expect(project.exposures.map(({ name }) => name)).to.deep.equal(["totals", "totals/by-status"]);
    expect(problemsOf(whole, ...broken).map((one) => one.split(" ")[1]?.split(":")[0])).to.deep.equal([
      "dashboards/broken.yaml",
      "dashboards/deeper/totals.yaml",
      "dashboards/query.sql",
    ]);
  });

  it("are exposures, and so are their visuals, of what they show", () => {
    const file = dashboard("    reads: mission_curated.totals");
    const { project } = read(file);
    expect(problemsOf(file)).to.deep.equal([]);
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

  it("are exposures of contracts' tables, too, where no model or view is between", () => {
    const sql = "    sql: SELECT t.status, t.antenna_id AS transactions FROM mission_processed.transactions AS t";
    const { project } = read(dashboard(sql));
    expect(project.exposures.map(({ tables }) => tables)).to.deep.equal([
      ["mission_processed.transactions"],
      ["mission_processed.transactions"],
    ]);
    expect(readersOf(project).find(({ name }) => name === "totals")?.tables).to.deep.equal([
      "mission_processed.transactions",
    ]);
    const { below } = lineageOf(project, bundle).downstream("mission_processed.transactions.status");
    expect(below.map(({ name }) => name)).to.include.members(["totals", "totals/by-status"]);
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
