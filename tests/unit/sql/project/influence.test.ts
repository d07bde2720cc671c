import { expect } from "chai";
import { influenceReport } from "../../../../cli/output/influence.ts";
import { lineageOf } from "../../../../sql/project/lineage.ts";
import type { Influence } from "../../../../model/documents/sql-plan.ts";
import { bundle, projectOf, viewFile } from "./files.ts";

const customers = "mission_processed.customers";
const email = `${customers}.contact_email`;

const influencesOf = (sql: string): readonly Influence[] =>
  projectOf(viewFile("mission_curated.some", sql)).objects[0]?.influences ?? [];

const personalClauses = (sql: string): readonly string[] =>
  influencesOf(sql).flatMap(({ column, classification, clauses }) =>
    column === email && classification === "personal" ? clauses : [],
  );

describe("columns that decide about rows", () => {
  for (const [where, sql, clauses] of [
    ["a WHERE", `SELECT c.segment FROM ${customers} AS c WHERE c.contact_email LIKE 'a%'`, ["WHERE"]],
    [
      "a subquery of a WHERE",
      `SELECT t.status FROM mission_processed.transactions AS t WHERE t.customer_id IN (SELECT c.customer_id FROM ${customers} AS c WHERE upper(c.contact_email) > 'M')`,
      ["WHERE"],
    ],
    [
      "a JOIN",
      `SELECT a.segment FROM ${customers} AS a JOIN ${customers} AS b ON a.contact_email = b.contact_email`,
      ["JOIN"],
    ],
    [
      "a JOIN by USING",
      `SELECT a.segment FROM ${customers} AS a JOIN (SELECT contact_email FROM ${customers}) AS b USING (contact_email)`,
      ["JOIN"],
    ],
    [
      "a NATURAL JOIN of two tables",
      `SELECT a.segment FROM ${customers} AS a NATURAL JOIN ${customers} AS b`,
      ["JOIN"],
    ],
    [
      "a NATURAL JOIN in parentheses with a subquery that has the column",
      `SELECT a.segment FROM (mission_processed.services AS s CROSS JOIN ${customers} AS a) NATURAL LEFT JOIN (SELECT c.contact_email FROM ${customers} AS c) AS b`,
      ["JOIN"],
    ],
    [
      "a NATURAL JOIN with a query of WITH whose columns nobody knows",
      `WITH q (a, b) AS (SELECT c.segment, c.name FROM ${customers} AS c) SELECT a.segment FROM ${customers} AS a NATURAL JOIN q`,
      ["JOIN"],
    ],
    [
      "no NATURAL JOIN with a query of WITH that doesn't have it",
      `WITH q AS (SELECT c.customer_id, c.segment FROM ${customers} AS c) SELECT a.segment FROM ${customers} AS a NATURAL JOIN q`,
      [],
    ],
    ["a GROUP BY", `SELECT count(*) AS n FROM ${customers} AS c GROUP BY c.contact_email`, ["GROUP BY"]],
    [
      "a HAVING",
      `SELECT c.segment FROM ${customers} AS c GROUP BY c.segment HAVING max(c.contact_email) > 'M'`,
      ["HAVING"],
    ],
    ["an ORDER BY", `SELECT c.segment FROM ${customers} AS c ORDER BY c.contact_email LIMIT 3`, ["ORDER BY"]],
    [
      "a name that a WITH query gives",
      `WITH q AS (SELECT c.segment, lower(c.contact_email) AS mail FROM ${customers} AS c) SELECT q.segment FROM q WHERE q.mail = 'a' ORDER BY q.mail`,
      ["WHERE", "ORDER BY"],
    ],
    [
      "several of them",
      `SELECT c.segment FROM ${customers} AS c WHERE c.contact_email <> '' GROUP BY c.segment, c.contact_email`,
      ["WHERE", "GROUP BY"],
    ],
    ["none", `SELECT c.segment FROM ${customers} AS c WHERE c.segment = 'x' ORDER BY c.segment`, []],
  ] as const) {
    it(`are known in ${where}`, () => {
      expect(personalClauses(sql)).to.deep.equal(clauses);
    });
  }

  it("are known by their place in the list", () => {
    const sql = `SELECT c.country_code, count(*) AS n FROM ${customers} AS c GROUP BY 1 ORDER BY 2`;
    expect(influencesOf(sql)).to.deep.equal([
      { column: `${customers}.country_code`, classification: "internal", clauses: ["GROUP BY"] },
    ]);
  });

  it("raise no class, and are handed on to what reads the relation", () => {
    const project = projectOf(
      viewFile("mission_curated.base", `SELECT c.segment FROM ${customers} AS c WHERE c.contact_email LIKE 'a%'`),
      viewFile("mission_curated.on_top", "SELECT b.segment FROM mission_curated.base AS b"),
    );
    expect(project.objects.map(({ columns }) => columns[0]?.classification)).to.deep.equal(["internal", "internal"]);
    expect(lineageOf(project, bundle).influences("mission_curated.on_top")).to.deep.equal([
      { on: "mission_curated.base", column: email, classification: "personal", clauses: ["WHERE"] },
    ]);
    expect(influenceReport(project.objects)).to.deep.equal([
      `view mission_curated.base: its rows are influenced by ${email} (personal) in WHERE`,
    ]);
  });
});
