/** Lineage checked against real values: outputs that change with a tagged column are tagged, in both engines. */
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import fc from "fast-check";
import { queryColumns } from "../../../sql/project/query-columns.ts";
import { parseQuery } from "../../../sql/project/query.ts";
import type { Dialect } from "../../../sql/project/types.ts";
import { openLake } from "../../../cli/aws/lake.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { glueFixture, type GlueFixture } from "../../support/glue.ts";
import { isTagged, leakTables, outputs, query, withValues, type Variant } from "../../support/sql/leaks.ts";

const variants: readonly Variant[] = ["first", "second"];
const queriesOf = (dialect: Dialect, count: number): readonly string[] =>
  fc.sample(query(dialect), { numRuns: count, seed: 20_261 });

/** All of its values in order, by output. */
type Values = Readonly<Record<string, string>>;

/** Names of outputs that change although their lineage contains no tagged column. */
const leaksOf = (sql: string, dialect: Dialect, [first, second]: readonly Values[]): readonly string[] => {
  const parsed = parseQuery(sql, dialect);
  if (!("query" in parsed)) throw new Error(`${sql}: ${parsed.message}`);
  const known = new Map([...leakTables].filter(([table]) => sql.includes(table)));
  const columns = queryColumns(sql, dialect, known, parsed.query);
  return outputs.filter((output) => {
    const from = columns.find(({ name }) => name === output)?.from ?? [];
    return !isTagged(from) && first?.[output] !== second?.[output];
  });
};

const expectNoLeaks = (queries: readonly string[], dialect: Dialect, found: readonly (readonly Values[])[]): void => {
  const leaks = queries.flatMap((sql, index) =>
    leaksOf(sql, dialect, found[index] ?? []).map((name) => `${name}: ${sql}`),
  );
  expect(leaks).to.deep.equal([]);
  // the values do differ, and lineage doesn't simply tag everything
  const differing = found.filter(([first, second]) => JSON.stringify(first) !== JSON.stringify(second));
  expect(differing.length).to.be.greaterThan(queries.length / 4);
  const open = queries.filter((sql) => {
    const parsed = parseQuery(sql, dialect);
    return (
      "query" in parsed && queryColumns(sql, dialect, leakTables, parsed.query).some(({ from }) => !isTagged(from))
    );
  });
  expect(open.length).to.be.greaterThan(queries.length / 4);
};

describe("lineage of generated queries", () => {
  it("tags what changes with a tagged value in Trino", async () => {
    await flightsDemo();
    const { athena } = await openLake("sandbox");
    const queries = queriesOf("trino", 40);
    const selects = queries.flatMap((sql, index) =>
      variants.map((variant) => {
        const values = outputs.map((name) => `array_join(array_sort(array_agg(coalesce(x.${name}, '-'))), '|')`);
        return `SELECT ${index}, '${variant}', ${values.join(", ")} FROM (${withValues(sql, variant)}) AS x`;
      }),
    );
    const { rows } = await athena.query(selects.join("\nUNION ALL\n"));
    const found = queries.map((_, index) =>
      variants.map((variant): Values => {
        const row = rows.find(([number, of]) => number === index.toString() && of === variant) ?? [];
        return Object.fromEntries(outputs.map((name, place) => [name, row[2 + place] ?? ""]));
      }),
    );
    expectNoLeaks(queries, "trino", found);
  });

  describe("in Spark", () => {
    let fixture: GlueFixture;
    before(async () => {
      fixture = await glueFixture();
    });
    after(() => fixture.remove());

    const script = `
import json, sys
import boto3
from pyspark.sql import SparkSession
bucket = sys.argv[sys.argv.index("--bucket") + 1]
s3 = boto3.client("s3")
queries = json.load(s3.get_object(Bucket=bucket, Key="queries.json")["Body"])
spark = SparkSession.builder.getOrCreate()
def values(sql):
    rows = [row.asDict() for row in spark.sql(sql).collect()]
    return {name: "|".join(sorted(str(row[name]) for row in rows)) for name in ${JSON.stringify(outputs)}}
answer = [[values(sql) for sql in variants] for variants in queries]
s3.put_object(Bucket=bucket, Key="values.json", Body=json.dumps(answer).encode())
`;

    it("tags what changes with a tagged value, rows that are made values included", async () => {
      const queries = queriesOf("spark", 40);
      const given = queries.map((sql) => variants.map((variant) => withValues(sql, variant)));
      await fixture.put("queries.json", JSON.stringify(given));
      const job = await fixture.job(script, { "--bucket": fixture.bucket });
      const ended = await fixture.ended(job, await fixture.start(job));
      expect(ended.JobRunState, ended.ErrorMessage).to.equal("SUCCEEDED");
      const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "values.json" }));
      const found = JSON.parse((await Body?.transformToString()) ?? "[]") as readonly (readonly Values[])[];
      expectNoLeaks(queries, "spark", found);
    });
  });
});
