import { expect } from "chai";
import { formatProblem, type Problem } from "../../../../model/validation/problem.ts";
import { sqlWarnings } from "../../../../sql/codes.ts";
import { resolveProject } from "../../../../sql/project/read-project.ts";
import type { SourceFile } from "../../../../sql/project/source-text.ts";
import type { Dialect } from "../../../../sql/project/types.ts";
import { corpusSources } from "../../../support/sql/corpus.ts";
import { bundle, redshiftFile, viewFile } from "../project/files.ts";

const modelFile = (sql: string, header = ""): SourceFile => ({
  file: "sql/curated/m.sql",
  text: `-- name: flights_curated.m\n-- description: d\n-- owner: o\n-- grain: [x]\n-- mode: full\n-- columns: { x: { type: string, description: d } }\n${header}\n${sql}\n`,
});

const fileOf: Readonly<Record<Dialect, (sql: string, header?: string) => SourceFile>> = {
  spark: modelFile,
  trino: (sql, header = "") => viewFile("flights_curated.v", sql, header),
  redshift: (sql) => redshiftFile("reporting.v", `CREATE VIEW reporting.v AS ${sql} WITH NO SCHEMA BINDING;`),
};

const warningsOf = (dialect: Dialect, sql: string, header?: string): readonly Problem[] => {
  const own = dialect === "redshift" ? corpusSources : [];
  const { problems, warnings } = resolveProject([...own, fileOf[dialect](sql, header)], bundle);
  expect(problems.map(formatProblem)).to.deep.equal([]);
  return warnings;
};

const from = "FROM flights_processed.flights AS t";
const warehouse = "FROM flights.fct_flights AS t";

/** Expected warnings, with the text at the reported position. */
const warned: readonly (readonly [Dialect, string, string, string])[] = [
  ["trino", `SELECT t.dep_delay / t.distance AS x ${from}`, "SQL_INTEGER_DIVISION", "t.dep_delay"],
  ["trino", `SELECT count(t.dep_delay) / count(*) AS x ${from}`, "SQL_INTEGER_DIVISION", "t.dep_delay"],
  ["trino", `SELECT sum(t.dep_delay) / (count(*) + 1) AS x ${from}`, "SQL_INTEGER_DIVISION", "t.dep_delay"],
  ["trino", `SELECT q.n / 2 AS x FROM (SELECT count(*) AS n ${from}) AS q`, "SQL_INTEGER_DIVISION", "q.n"],
  ["redshift", `SELECT t.distance_mi / t.flight AS x ${warehouse}`, "SQL_INTEGER_DIVISION", "t.distance_mi"],
  ["trino", `SELECT t.carrier AS x ${from} LIMIT 10`, "SQL_LIMIT_UNORDERED", "LIMIT"],
  ["trino", `SELECT t.carrier AS x ${from} FETCH FIRST 3 ROWS ONLY`, "SQL_LIMIT_UNORDERED", "FETCH"],
  ["redshift", `SELECT TOP 3 t.carrier AS x ${warehouse}`, "SQL_LIMIT_UNORDERED", "TOP"],
  ["spark", `SELECT t.carrier AS x ${from} LIMIT 10`, "SQL_LIMIT_UNORDERED", "LIMIT"],
  ["trino", `SELECT row_number() OVER (PARTITION BY t.carrier) AS x ${from}`, "SQL_WINDOW_UNORDERED", "t.carrier"],
  ["trino", `SELECT rank() OVER w AS x ${from} WINDOW w AS (PARTITION BY t.carrier)`, "SQL_WINDOW_UNORDERED", "w AS x"],
  ["spark", `SELECT first_value(t.carrier) OVER () AS x ${from}`, "SQL_WINDOW_UNORDERED", "t.carrier"],
  [
    "trino",
    `SELECT 1 AS x ${from} WHERE t.time_hour > TIMESTAMP '2013-01-01 00:00:00'`,
    "SQL_ZONES_MIXED",
    "t.time_hour",
  ],
  [
    "trino",
    `SELECT 1 AS x ${from} WHERE t.time_hour < localtimestamp - INTERVAL '1' DAY`,
    "SQL_ZONES_MIXED",
    "t.time_hour",
  ],
  ["redshift", `SELECT 1 AS x ${warehouse} WHERE t.scheduled_at < getdate()`, "SQL_ZONES_MIXED", "t.scheduled_at"],
  ["spark", `SELECT CAST(CAST(t.tailnum AS int) AS string) AS x ${from}`, "SQL_CAST_TO_NULL", "t.tailnum"],
  [
    "spark",
    `SELECT CAST(CAST(substring(t.tailnum, 2) AS double) AS string) AS x ${from}`,
    "SQL_CAST_TO_NULL",
    "t.tailnum",
  ],
  [
    "spark",
    `SELECT CAST(CAST(CAST(t.time_hour AS date) AS int) AS string) AS x ${from}`,
    "SQL_CAST_TO_NULL",
    "t.time_hour",
  ],
  [
    "spark",
    "SELECT CAST(CAST(w.temp AS decimal(4,2)) AS string) AS x FROM flights_processed.weather AS w",
    "SQL_CAST_TO_NULL",
    "w.temp",
  ],
  [
    "spark",
    `SELECT CAST(CAST(CAST(t.flight AS decimal(13,2)) AS decimal) AS string) AS x ${from}`,
    "SQL_CAST_TO_NULL",
    "t.flight",
  ],
  ["spark", `SELECT to_json(map('a', t.flight)) AS x ${from}`, "SQL_SYNTAX_UNSURE", ") AS x"],
];

const fine: readonly (readonly [Dialect, string])[] = [
  ["trino", `SELECT CAST(t.dep_delay AS double) / t.distance AS x, t.dep_delay / 2.0 AS y ${from}`],
  ["spark", `SELECT CAST(t.dep_delay / t.distance AS string) AS x ${from}`],
  ["trino", `SELECT t.carrier AS x ${from} ORDER BY t.flight LIMIT 10`],
  ["trino", `SELECT t.carrier AS x ${from} WHERE EXISTS (SELECT 1 FROM flights_processed.airlines AS a LIMIT 1)`],
  ["trino", `SELECT rank() OVER w AS x ${from} WINDOW w AS (ORDER BY t.carrier)`],
  ["trino", `SELECT sum(t.flight) OVER () AS x ${from}`],
  ["trino", `SELECT 1 AS x ${from} WHERE t.time_hour > TIMESTAMP '2013-01-01 00:00:00 UTC'`],
  ["trino", `SELECT 1 AS x ${from} WHERE CAST(t.time_hour AT TIME ZONE 'UTC' AS timestamp) > localtimestamp`],
  [
    "spark",
    "SELECT concat(CAST(w.temp AS decimal(7,4)), CAST(w.temp AS decimal(3,0)), CAST(w.temp AS int)) AS x FROM flights_processed.weather AS w",
  ],
  ["spark", `SELECT CAST(CAST(CAST(t.time_hour AS date) AS timestamp) AS string) AS x ${from}`],
  ["spark", `SELECT CAST(TRY_CAST(t.tailnum AS int) AS string) AS x ${from}`],
  ["spark", `SELECT CAST(CAST(t.flight AS double) AS string) AS x ${from} WHERE t.time_hour > TIMESTAMP '2013-01-01'`],
];

describe("what engines take and people seldom mean", () => {
  for (const [dialect, sql, code, place] of warned) {
    it(`is warned about in ${dialect}: ${sql}`, () => {
      const [warning, another] = warningsOf(dialect, sql);
      expect(another).to.equal(undefined);
      expect(warning?.code).to.equal(code);
      const [, line = "0", column = "0"] = /:(\d+):(\d+)$/.exec(warning?.place ?? "") ?? [];
      const text = fileOf[dialect](sql).text.split("\n")[Number(line) - 1] ?? "";
      expect(text.slice(Number(column) - 1).startsWith(place), `${warning?.place ?? ""} ${text}`).to.equal(true);
    });
  }

  for (const [dialect, sql] of fine) {
    it(`isn't in ${dialect}: ${sql}`, () => {
      expect(warningsOf(dialect, sql).map(formatProblem)).to.deep.equal([]);
    });
  }

  it("has a case for every code", () => {
    expect([...new Set(warned.map(([, , code]) => code))]).to.have.members([...sqlWarnings]);
  });
});

describe("a header's allowance", () => {
  const sql = `SELECT t.carrier AS x ${from} LIMIT 10`;

  it("says why a warning is meant, which then isn't told", () => {
    expect(warningsOf("trino", sql, "-- allow: { SQL_LIMIT_UNORDERED: any ten do }")).to.deep.equal([]);
    expect(warningsOf("trino", sql).map(formatProblem)).to.deep.equal([
      'SQL_LIMIT_UNORDERED sql/views/flights_curated-v.sql:5:59: rows are limited without an order, so which ones remain changes from run to run. Fix: add ORDER BY, or remove the limit; or allow it in the header, "allow: { SQL_LIMIT_UNORDERED: <why it is intended> }".',
    ]);
  });

  it("that allows nothing is told itself", () => {
    const header = "-- allow: { SQL_LIMIT_UNORDERED: any ten do, SQL_INTEGER_DIVISION: whole miles }";
    expect(warningsOf("trino", sql, header).map(formatProblem)).to.deep.equal([
      "SQL_ALLOWANCE_UNUSED sql/views/flights_curated-v.sql:4:46: the header allows SQL_INTEGER_DIVISION, but nothing in the file causes it. Fix: remove it.",
    ]);
  });

  it("needs a known code and a reason", () => {
    for (const allow of ["{ SQL_SYNTAX: x }", '{ SQL_LIMIT_UNORDERED: "" }']) {
      const { problems } = resolveProject([viewFile("flights_curated.v", sql, `-- allow: ${allow}`)], bundle);
      expect(problems.map(({ code }) => code)).to.deep.equal(["SQL_HEADER_VALUE"]);
    }
  });
});
