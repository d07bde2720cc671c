import { expect } from "chai";
import { queryColumns } from "../../../../sql/project/query-columns.ts";
import { parseQuery } from "../../../../sql/project/query.ts";
import type { Dialect } from "../../../../sql/project/types.ts";
import { codesOf, viewFile } from "./files.ts";

const known = new Map([["s.c", ["id", "name", "secret"]]]);

/** The columns that each of a query's columns is derived from, by name. */
const madeOf = (dialect: Dialect, sql: string): Readonly<Record<string, readonly string[]>> => {
  const parsed = parseQuery(sql, dialect);
  if (!("query" in parsed)) throw new Error(`${sql}: ${parsed.message}`);
  const columns = queryColumns(sql, dialect, known, parsed.query);
  return Object.fromEntries(columns.map(({ name = "", from }) => [name, from.map((path) => path.replace("s.c.", ""))]));
};

const everything = ["id", "name", "secret"];

/** `j` contains columns that the query doesn't name. */
const rows: Readonly<Record<Dialect, readonly string[]>> = {
  spark: [
    "SELECT c.id, to_json(struct(c.*)) AS j FROM s.c AS c",
    "SELECT id, to_json(struct(*)) AS j FROM s.c",
    "SELECT c.id, named_struct('all', struct(c.*)) AS j FROM s.c AS c",
    "SELECT c.id, array(c.*)[4] AS j FROM s.c AS c",
    "SELECT c.id, concat_ws(',', c.*) AS j FROM s.c AS c",
    "SELECT c.id, concat(c.name, concat_ws(',', c.*)) AS j FROM s.c AS c",
    "SELECT c.id, coalesce(c.*) AS j FROM s.c AS c",
    "SELECT c.id, hash(*) AS j FROM s.c AS c",
    "SELECT c.id, count(c.*) OVER () AS j FROM s.c AS c",
    "SELECT c.id, CASE WHEN c.id > 0 THEN concat_ws('', c.*) END AS j FROM s.c AS c",
    "SELECT c.id, explode(array(struct(c.*))) AS j FROM s.c AS c",
    "SELECT c.id, to_json(struct(c.*)) AS c FROM s.c AS c",
    "SELECT c.id, (SELECT max(to_json(struct(x.*))) FROM s.c AS x) AS j FROM s.c AS c",
    "SELECT q.id, concat(q.id, q.w) AS j FROM (SELECT c.id, to_json(struct(c.*)) AS w FROM s.c AS c) AS q",
    "WITH q AS (SELECT c.id, to_json(struct(c.*)) AS w FROM s.c AS c) SELECT q.id, upper(q.w) AS j FROM q",
    "SELECT name AS j FROM s.c UNION ALL SELECT to_json(struct(c.*)) FROM s.c AS c",
    "SELECT * FROM (SELECT c.id, to_json(struct(c.*)) AS j FROM s.c AS c) AS q",
    "SELECT concat(c.b, c.a) AS j FROM (SELECT c.id, md5(to_json(struct(*))) FROM s.c AS c) AS c (a, b)",
  ],
  trino: [
    "SELECT c.id, CAST(c AS json) AS j FROM s.c AS c",
    "SELECT c.id, c AS j FROM s.c AS c",
    "SELECT c.id, json_format(CAST(ROW(c.*) AS json)) AS j FROM s.c AS c",
    "SELECT c.id, concat(c.name, CAST(c AS varchar)) AS j FROM s.c AS c",
    "SELECT c.id, array_agg(c) OVER () AS j FROM s.c AS c",
    "SELECT c.id, CAST(q AS json) AS j FROM s.c AS c CROSS JOIN (SELECT x.secret FROM s.c AS x) AS q",
    "SELECT id, CAST(c AS json) AS c FROM s.c AS c",
  ],
  redshift: [
    "SELECT c.id, c AS j FROM s.c AS c",
    "SELECT c.id, json_serialize(object(c.*)) AS j FROM s.c AS c",
    "SELECT c.id, md5(c.*) AS j FROM s.c AS c",
  ],
};

describe("a row that is made a value", () => {
  for (const [dialect, queries] of Object.entries(rows) as readonly (readonly [Dialect, readonly string[]])[]) {
    for (const sql of queries) {
      it(`counts as all of its columns, and nothing else does, in ${dialect}: ${sql}`, () => {
        const { id, ...others } = madeOf(dialect, sql);
        expect(Object.values(others)).to.deep.equal([everything]);
        // if the select list has one
        if (id !== undefined && !sql.startsWith("SELECT *")) expect(id).to.deep.equal(["id"]);
      });
    }
  }

  it("closes the whole query where it is what is read", () => {
    const sql = "SELECT c.id, a.v AS j FROM s.c AS c LATERAL VIEW explode(array(struct(c.*))) a AS v";
    expect(madeOf("spark", sql)).to.deep.equal({ id: everything, j: everything });
  });

  it("closes the whole query where a table function is given a table, which is one that the query reads", () => {
    const sql = "SELECT t.name AS j FROM TABLE(exclude_columns(input => TABLE(s.c), columns => DESCRIPTOR(id))) AS t";
    expect(madeOf("trino", sql)).to.deep.equal({ j: everything });
    const parsed = parseQuery(sql, "trino");
    expect("query" in parsed && parsed.query.tables.map(({ parts }) => parts.join("."))).to.deep.equal(["s.c"]);
  });

  it("is no count of rows, and no star whose columns the query lists", () => {
    expect(madeOf("spark", "SELECT count(*) AS n FROM s.c AS c")).to.deep.equal({ n: [] });
    expect(madeOf("trino", "WITH t AS (SELECT * FROM s.c) SELECT t.name FROM t")).to.deep.equal({ name: ["name"] });
    expect(madeOf("trino", "SELECT q.c FROM (SELECT count(*) AS c FROM s.c AS c) AS q")).to.deep.equal({ c: [] });
  });

  it("isn't declared by a file without saying so", () => {
    const sql = "SELECT c.customer_id, CAST(ROW(c.*) AS json) AS everything FROM mission_processed.customers AS c";
    expect(codesOf(viewFile("mission_curated.v", sql))).to.include("SQL_PERSONAL_COLUMN");
  });
});

describe("a name in an expression", () => {
  it("counts where the parser's lineage holds only the others", () => {
    const sql =
      "SELECT concat(t.a, u.v) AS j FROM (SELECT id, secret FROM s.c) AS t (a, b) CROSS JOIN UNNEST(ARRAY[t.b]) AS u (v)";
    expect(madeOf("trino", sql)).to.deep.equal({ j: ["id", "secret"] });
    const matched =
      "SELECT m.j FROM s.c MATCH_RECOGNIZE (ORDER BY id MEASURES LAST(A.secret) AS j PATTERN (A+) DEFINE A AS true) AS m";
    expect(madeOf("trino", matched)["j"]).to.include("secret");
  });

  it("is no column where a lambda binds it", () => {
    expect(madeOf("trino", "SELECT transform(ARRAY[c.id], x -> x + 1) AS j FROM s.c AS c")).to.deep.equal({
      j: ["id"],
    });
  });
});
