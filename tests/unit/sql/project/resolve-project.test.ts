import { expect } from "chai";
import { readProject } from "../../../../sql/project/read-project.ts";
import type { Project } from "../../../../sql/project/types.ts";
import { bundle, codesOf, objectOf, projectOf, redshiftFile, viewFile } from "./files.ts";

const fromView = (sql: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    objectOf(projectOf(viewFile("mission_curated.v", sql)), "view mission_curated.v").columns.map(({ name, from }) => [
      name,
      from.map((path) => path.replace("mission_processed.", "")),
    ]),
  );

describe("the repository's SQL", () => {
  let project: Project;
  before(() => {
    project = readProject(bundle);
  });

  it("has no problem, and declares models and views of each source with what they are for", () => {
    for (const source of ["flights", "mission"]) {
      const own = project.objects.filter(({ name }) => name.startsWith(`${source}_curated.`));
      expect(own, source).to.have.length.of.at.least(5);
      for (const { name, description, owner } of own) {
        expect(description, name).to.have.length.above(20);
        expect(owner, name).not.to.equal("");
      }
    }
    expect(project.objects.filter(({ kind }) => kind === "model")).to.have.length.of.at.least(8);
  });

  it("comes in an order in which it can be made", () => {
    const made = new Set<string>();
    for (const { id, dependsOn } of project.objects) {
      expect(
        dependsOn.filter((other) => !made.has(other)),
        id,
      ).to.deep.equal([]);
      made.add(id);
    }
  });
});

describe("a view's file", () => {
  it("gives the header's values, the SELECT without its semicolon and its reads with their places", () => {
    const file = viewFile(
      "flights_curated.routes",
      `-- why\nWITH late AS (\n  SELECT f.carrier FROM flights_processed.flights AS f\n)\nSELECT l.carrier, "A".name\nFROM late AS l\nJOIN "Flights_Processed"."airlines" AS "A" ON "A".carrier = l.carrier;`,
    );
    const view = objectOf(projectOf(file), "view flights_curated.routes");
    expect(view).to.include({ description: "d", owner: "o", firstLine: 5, file: file.file });
    expect(view.sql)
      .to.match(/^-- why\nWITH late/)
      .and.to.match(/l\.carrier$/);
    expect(view.references.map(({ name, position }) => [name, position.line, position.column])).to.deep.equal([
      ["flights_processed.flights", 7, 25],
      ["flights_processed.airlines", 11, 6],
    ]);
    expect(view.references.map(({ start, end }) => view.sql.slice(start, end))).to.deep.equal([
      "flights_processed.flights",
      '"Flights_Processed"."airlines"',
    ]);
    expect(view.tables).to.deep.equal(["flights_processed.airlines", "flights_processed.flights"]);
  });

  it("finds tables in subqueries, in EXISTS and in every branch of a UNION", () => {
    const file = viewFile(
      "mission_curated.v",
      `SELECT a.x FROM (SELECT b.customer_id AS x FROM mission_processed.customers AS b) AS a
       WHERE EXISTS (SELECT 1 FROM mission_processed.transactions AS c WHERE c.customer_id = a.x)
       UNION ALL SELECT d.customer_id FROM mission_processed.satellites AS d
       WHERE d.customer_id IN (SELECT e.customer_id FROM mission_processed.agreements AS e)`,
    );
    expect(projectOf(file).objects[0]?.tables.map((name) => name.split(".")[1])).to.deep.equal([
      "agreements",
      "customers",
      "satellites",
      "transactions",
    ]);
  });

  it("keeps its offsets beyond the basic plane", () => {
    const view = objectOf(
      projectOf(viewFile("flights_curated.v", "SELECT '🛫' AS sign, a.name FROM flights_processed.airlines AS a")),
      "view flights_curated.v",
    );
    expect(view.references.map(({ start, end }) => view.sql.slice(start, end))).to.deep.equal([
      "flights_processed.airlines",
    ]);
  });

  it("says what each column is made of", () => {
    expect(
      fromView(`WITH days AS (
        SELECT CAST(t.recorded_at AT TIME ZONE 'UTC' AS date) AS day, t.customer_id, sum(t.revenue) FILTER (WHERE t.status = 'completed') AS revenue, count(*) AS n
        FROM mission_processed.transactions AS t GROUP BY 1, 2
      )
      SELECT d.day, c.segment, d.n, rank() OVER (ORDER BY d.revenue) AS r, coalesce(d.n, 0) AS m, d.revenue / d.n AS mean
      FROM days AS d JOIN mission_processed.customers AS c ON c.customer_id = d.customer_id`),
    ).to.deep.equal({
      day: ["transactions.recorded_at"],
      segment: ["customers.segment"],
      n: [],
      r: ["transactions.revenue", "transactions.status"],
      m: [],
      mean: ["transactions.revenue", "transactions.status"],
    });
  });

  it("takes a value whose trace is lost for made of everything that the query names", () => {
    const { k } = fromView("SELECT s.k FROM (SELECT t.status FROM mission_processed.transactions AS t) AS s (k)");
    expect(k).to.deep.equal(["transactions.status"]);
  });

  it("classifies by the strictest source, a count by the most open column that it counts, unless the header says why not", () => {
    const sql = `SELECT t.status, sum(t.revenue) AS revenue, count(*) AS n, max(t.revenue) AS top
      FROM mission_processed.transactions AS t GROUP BY t.status`;
    const header = '-- classification: { top: { is: internal, because: "one amount says nothing" } }\n';
    const view = objectOf(projectOf(viewFile("mission_curated.v", sql, header)), "view mission_curated.v");
    expect(Object.fromEntries(view.columns.map((column) => [column.name, column.classification]))).to.deep.equal({
      status: "internal",
      revenue: "confidential",
      n: "internal",
      top: "internal",
    });
  });

  for (const sql of [
    "SELECT t.status, k.i AS position FROM mission_processed.transactions AS t CROSS JOIN UNNEST(ARRAY[1, 2]) AS k (i)",
    "SELECT status, sum(revenue) AS r FROM mission_processed.transactions GROUP BY status ORDER BY r DESC, status",
    "SELECT customer_id, name FROM mission_processed.transactions JOIN mission_processed.customers USING (customer_id)",
    "SELECT transform(ARRAY[t.data_volume], x -> x + 1) AS y FROM mission_processed.transactions AS t",
    "SELECT l.n FROM mission_processed.customers AS c CROSS JOIN LATERAL (SELECT count(*) AS n FROM mission_processed.transactions AS t WHERE t.customer_id = c.customer_id) AS l",
    "SELECT x.status, lag(x.n) OVER w AS before FROM (SELECT status, count(*) AS n FROM mission_processed.transactions GROUP BY status) AS x WINDOW w AS (ORDER BY x.n)",
    "SELECT v.b, t.status FROM (VALUES (1, 'x')) AS v (a, b) JOIN mission_processed.transactions AS t ON t.status = v.b",
    "SELECT _run_id, count(*) AS rejected FROM mission_processed.transactions_quarantine GROUP BY _run_id",
  ]) {
    it(`raises no false alarm: ${sql.slice(0, 80)}`, () => {
      expect(codesOf(viewFile("mission_curated.v", sql))).to.deep.equal([]);
    });
  }
});

describe("files of Redshift", () => {
  const files = [
    redshiftFile(
      "mission",
      "CREATE EXTERNAL SCHEMA IF NOT EXISTS mission FROM DATA CATALOG DATABASE 'mission_processed' IAM_ROLE default;",
    ),
    redshiftFile("reporting", "CREATE SCHEMA reporting; GRANT USAGE ON SCHEMA reporting TO ROLE bi;"),
    redshiftFile("bi", "CREATE ROLE bi"),
    redshiftFile("hide", "CREATE MASKING POLICY hide WITH (v decimal(12, 4)) USING (CAST(NULL AS decimal(12, 4)));"),
    redshiftFile(
      "reporting.revenue",
      `CREATE VIEW reporting.revenue AS
SELECT t.status, sum(t.revenue)::decimal(38, 4) AS revenue FROM mission.transactions AS t GROUP BY t.status
WITH NO SCHEMA BINDING;
ATTACH MASKING POLICY hide ON reporting.revenue(revenue) TO ROLE bi PRIORITY 10;
GRANT SELECT ON TABLE reporting.revenue TO ROLE bi;`,
    ),
  ];

  it("read tables through their external schemas and need what they are granted to and attached", () => {
    const view = objectOf(projectOf(...files), "late-binding view reporting.revenue");
    expect(view.references.map(({ name, position }) => [name, position.line])).to.deep.equal([
      ["mission.transactions", 6],
    ]);
    expect(view.tables).to.deep.equal(["mission_processed.transactions"]);
    expect(view.dependsOn).to.deep.equal([
      "external schema mission",
      "masking policy hide",
      "role bi",
      "schema reporting",
    ]);
    expect(view.columns.map(({ name, classification, from }) => [name, classification, ...from])).to.deep.equal([
      ["status", "internal", "mission_processed.transactions.status"],
      ["revenue", "confidential", "mission_processed.transactions.revenue"],
    ]);
    expect(view.statements.map((statement) => statement.split(/\s+/).slice(0, 2).join(" "))).to.deep.equal([
      "CREATE VIEW",
      "ATTACH MASKING",
      "GRANT SELECT",
    ]);
  });
});
