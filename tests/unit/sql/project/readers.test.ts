import { expect } from "chai";
import { compileBundle } from "../../../../sql/project/compile.ts";
import { readProject } from "../../../../sql/project/read-project.ts";
import { readersOf } from "../../../../sql/project/readers.ts";
import { bundle, projectOf, redshiftFile, viewFile } from "./files.ts";

const model = (name: string, sql: string, header = "") => ({
  file: `sql/curated/${name}.sql`,
  text:
    `-- name: mission_curated.${name}\n-- description: d\n-- owner: o\n-- mode: full\n-- grain: [status]\n` +
    `-- columns:\n--   status: { type: string, description: s }\n${header}\n${sql}\n`,
});

describe("readers of tables", () => {
  it("are models, views and exposures, with the tables that they are made of through others", () => {
    const project = projectOf(
      viewFile("mission_curated.base", "SELECT t.status, 1 AS n FROM mission_processed.transactions AS t"),
      viewFile("mission_curated.counted", "SELECT count(*) AS n FROM mission_curated.base AS b"),
      redshiftFile(
        "mission_processed",
        "CREATE EXTERNAL SCHEMA mission_processed FROM DATA CATALOG DATABASE 'mission_processed' IAM_ROLE default",
      ),
      {
        file: "sql/exposures/margins.yaml",
        text: "name: margins\nkind: dashboard\ntitle: M\nowner: o\nreads: [mission_curated.counted]\n",
      },
    );
    const tables = ["mission_processed.transactions"];
    expect(readersOf(project)).to.deep.equal([
      { kind: "view", name: "mission_curated.base", tables },
      { kind: "view", name: "mission_curated.counted", tables },
      { kind: "dashboard", name: "margins", tables },
    ]);
    expect(compileBundle(project).bundle.readers).to.deep.equal(readersOf(project));
  });

  it("of the repository's own include Redshift's views and what reads those", () => {
    const readers = readersOf(readProject(bundle));
    const of = (name: string) => readers.find((reader) => reader.name === name);
    expect(of("reporting.service_quality")).to.include({ kind: "late-binding view" });
    expect(of("service-review")?.tables).to.include.members([...(of("reporting.service_quality")?.tables ?? [""])]);
    expect(readers.every(({ tables }) => tables.length > 0)).to.equal(true);
  });

  it("don't include a model for what its tests compare it with", () => {
    const project = projectOf(
      model("known", "SELECT s.name AS status FROM mission_processed.services AS s"),
      model(
        "used",
        "SELECT t.status FROM mission_processed.transactions AS t GROUP BY t.status",
        "-- tests:\n--   - relationships: { column: status, to: mission_curated.known, field: status }",
      ),
    );
    expect(readersOf(project).find(({ name }) => name === "mission_curated.used")?.tables).to.deep.equal([
      "mission_processed.transactions",
    ]);
  });
});
