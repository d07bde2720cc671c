import { expect } from "chai";
import { queryColumns } from "../../../../sql/project/query-columns.ts";
import { readSelect } from "../../../../sql/project/read-select.ts";
import { parseQuery, type Query } from "../../../../sql/project/query.ts";
import type { Dialect } from "../../../../sql/project/types.ts";

const known = new Map([["s.c", ["id", "name", "secret", "other"]]]);

const queryOf = (dialect: Dialect, sql: string): Query => {
  const told: string[] = [];
  if (dialect !== "redshift") {
    const read = readSelect(sql, 0, dialect, (code, offset, message) => told.push(`${code} ${message}`));
    if (read !== undefined) return read.query;
    throw new Error(told.join("\n"));
  }
  const parsed = parseQuery(sql, dialect);
  if ("query" in parsed) return parsed.query;
  throw new Error(parsed.message);
};

/** The columns that each of a query's columns is derived from, by name. */
const madeOf = (dialect: Dialect, sql: string): Readonly<Record<string, readonly string[]>> => {
  const columns = queryColumns(sql, dialect, known, queryOf(dialect, sql));
  return Object.fromEntries(columns.map(({ name = "", from }) => [name, from.map((path) => path.replace("s.c.", ""))]));
};

const everything = ["id", "name", "other", "secret"];

describe("a query through which nobody follows values", () => {
  const named: readonly (readonly [Dialect, string, readonly string[]])[] = [
    [
      "spark",
      "SELECT one FROM (SELECT c.id, c.name, c.secret FROM s.c AS c) PIVOT (max(secret) FOR id IN (1 AS one))",
      ["id", "name", "secret"],
    ],
    ["spark", "SELECT c.id, stack(2, 'a', c.secret, 'b', c.id) AS (k, v) FROM s.c AS c", ["id", "secret"]],
    [
      "spark",
      "SELECT u.k, u.v FROM (SELECT c.id, c.secret FROM s.c AS c) UNPIVOT (v FOR k IN (id, secret)) AS u",
      ["id", "secret"],
    ],
    [
      "trino",
      "SELECT m.v FROM s.c MATCH_RECOGNIZE (ORDER BY id MEASURES LAST(A.secret) AS v PATTERN (A+) DEFINE A AS true) AS m",
      ["id", "secret"],
    ],
    ["trino", "((SELECT c.name AS v, c.id FROM s.c AS c))", ["id", "name"]],
    [
      "trino",
      "SELECT json_value(c.secret, 'lax $.a' DEFAULT '0' ON EMPTY) AS v, c.id AS id FROM s.c AS c",
      ["id", "secret"],
    ],
    [
      "redshift",
      "SELECT p.v FROM (SELECT c.id, c.secret FROM s.c AS c) PIVOT (max(secret) FOR id IN (1 AS v)) AS p",
      ["id", "secret"],
    ],
    ["redshift", "SELECT e.x AS v FROM s.c AS c, c.secret AS e", ["secret"]],
    [
      "redshift",
      "SELECT object_transform(c.secret KEEP '\"a\"' SET '\"b\"', c.id) AS v FROM s.c AS c",
      ["id", "secret"],
    ],
    ["redshift", "SELECT @ c.id AS v FROM s.c AS c", ["id"]],
  ];
  for (const [dialect, sql, columns] of named) {
    it(`makes each column of everything that it names, in ${dialect}: ${sql}`, () => {
      for (const from of Object.values(madeOf(dialect, sql)))
        expect([...from].sort()).to.deep.equal([...columns].sort());
    });
  }

  const unnamed: readonly (readonly [Dialect, string])[] = [
    ["spark", "SELECT v FROM (SELECT * FROM s.c AS c) PIVOT (max(secret) FOR id IN (1 AS v))"],
    ["spark", "SELECT stack(2, 'a', to_json(struct(c.*)), 'b', '') AS (k, v) FROM s.c AS c"],
    ["trino", "SELECT json_value(CAST(CAST(c AS json) AS varchar), 'lax $.a' DEFAULT '0' ON EMPTY) AS v FROM s.c AS c"],
    ["trino", "SELECT json_value('', 'lax $.a' DEFAULT '0' ON EMPTY) AS v FROM s.c AS c UNION ALL TABLE s.c"],
    ["redshift", "SELECT p.v FROM (SELECT c.* FROM s.c AS c) PIVOT (max(secret) FOR id IN (1 AS v)) AS p"],
  ];
  for (const [dialect, sql] of unnamed) {
    it(`makes each column of everything that it can read, in ${dialect}: ${sql}`, () => {
      for (const from of Object.values(madeOf(dialect, sql))) expect([...from].sort()).to.deep.equal(everything);
    });
  }
});
