import { expect } from "chai";
import { ProblemsError } from "../../../model/problem.ts";
import { parseViewFile } from "../../../sql/view-file.ts";

const header = "-- name: flights_curated.routes\n-- description: Routes.\n-- owner: analytics\n";

const problemsOf = (text: string): readonly string[] => {
  try {
    parseViewFile("sql/views/x.sql", text);
  } catch (error) {
    if (error instanceof ProblemsError) return error.message.split("\n").slice(1);
    throw error;
  }
  return [];
};

describe("a view file", () => {
  it("gives the header's values, the SELECT without its semicolon, and the tables with their lines", () => {
    const view = parseViewFile(
      "sql/views/x.sql",
      `${header}\n-- why\nWITH late AS (\n  SELECT f.carrier FROM flights_processed.flights AS f\n)\nSELECT l.carrier, "A".name\nFROM late AS l\nJOIN "Flights_Processed"."airlines" AS "A" ON "A".carrier = l.carrier;\n`,
    );
    expect(view.name).to.equal("flights_curated.routes");
    expect(view.description).to.equal("Routes.");
    expect(view.owner).to.equal("analytics");
    expect(view.select)
      .to.match(/^-- why\nWITH late/)
      .and.to.match(/l\.carrier$/);
    expect(view.reads).to.deep.equal([
      { name: "flights_processed.flights", line: 7 },
      { name: "flights_processed.airlines", line: 11 },
    ]);
  });

  it("finds tables in subqueries, in EXISTS and in every branch of a UNION", () => {
    const view = parseViewFile(
      "sql/views/x.sql",
      `${header}SELECT a.x FROM (SELECT b.x FROM one.b AS b) AS a WHERE EXISTS (SELECT 1 FROM two.c AS c WHERE c.x = a.x)
       UNION ALL SELECT d.x FROM three.d AS d WHERE d.x IN (SELECT e.x FROM four.e AS e)`,
    );
    expect(view.reads.map(({ name }) => name).sort()).to.deep.equal(["four.e", "one.b", "three.d", "two.c"]);
  });

  it("takes count(*) for what it is", () => {
    expect(problemsOf(`${header}SELECT count(*) AS n FROM a.b`)).to.deep.equal([]);
  });

  it("shows all problems of the header and the statement at once", () => {
    expect(
      problemsOf("-- name: Routes\n-- descripton: typo\n\nSELECT *, t.*\nFROM t\nJOIN catalog.db.u ON true"),
    ).to.deep.equal([
      'VIEW_HEADER_MISSING sql/views/x.sql:1: "description" is missing from the header; a view begins with "-- name: …", "-- description: …", "-- owner: …". Fix: add a line "-- description: …".',
      'VIEW_HEADER_MISSING sql/views/x.sql:1: "owner" is missing from the header; a view begins with "-- name: …", "-- description: …", "-- owner: …". Fix: add a line "-- owner: …".',
      'VIEW_HEADER_UNKNOWN sql/views/x.sql:2: "descripton" is no key of the header; keys are name, description, owner. Fix: correct the key, or put an empty line before an ordinary comment.',
      'VIEW_NAME_INVALID sql/views/x.sql:1: "Routes" is not a view\'s name; it is <source>_curated.<name> in lower snake case. Fix: name the view e.g. flights_curated.busiest_routes.',
      "VIEW_SELECT_STAR sql/views/x.sql:4: * makes the view's columns depend on what the table has when the view is applied; columns are listed. Fix: list the columns.",
      'VIEW_TABLE_UNQUALIFIED sql/views/x.sql:5: "t" is not <database>.<table>. Fix: write the database before the table, without a catalog.',
      'VIEW_TABLE_UNQUALIFIED sql/views/x.sql:6: "catalog.db.u" is not <database>.<table>. Fix: write the database before the table, without a catalog.',
    ]);
  });

  it("names the line of a syntax error", () => {
    expect(problemsOf(`${header}\nSELECT a.x\nFROM a.b AS a\nWHERE`)).to.deep.equal([
      "VIEW_SYNTAX sql/views/x.sql:7: Statement is incomplete. Fix: write one SELECT in Athena's (Trino's) SQL.",
    ]);
  });

  for (const [what, sql, found] of [
    ["two statements", "SELECT a.x FROM a.b AS a; SELECT a.y FROM a.b AS a", "2 statements, 2 of them SELECT"],
    ["a statement that writes", "DROP TABLE a.b", "1 statements, 0 of them SELECT"],
    ["a CREATE VIEW of its own", "CREATE VIEW a.c AS SELECT b.x FROM a.b AS b", "1 statements, 0 of them SELECT"],
    ["nothing", "", "0 statements, 0 of them SELECT"],
  ] as const) {
    it(`refuses ${what}`, () => {
      const [problem = "", ...others] = problemsOf(`${header}${sql}`);
      expect(others).to.deep.equal([]);
      expect(problem).to.contain("VIEW_NOT_ONE_SELECT").and.to.contain(found);
    });
  }
});
