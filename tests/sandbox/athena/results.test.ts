import { GetQueryResultsCommand, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { athenaFixture, type AthenaFixture } from "../../support/athena.ts";

describe("Athena's results", () => {
  let fixture: AthenaFixture;

  before(async () => {
    fixture = await athenaFixture();
  });
  after(() => fixture.remove());

  it("spell types and values as Athena does", async () => {
    const { columns, rows, execution } = await fixture.query(`
      SELECT 9007199254740993 AS big, CAST(1.10 AS decimal(12,2)) AS price, 1.5e10 AS ratio, real '1.5' AS small,
        true AS yes, CAST(null AS varchar) AS nothing, '' AS empty, 'a "b", c' AS quoted, U&'line\\000Abreak' AS broken,
        date '2013-02-28' AS day, timestamp '2013-01-01 05:00:00.123' AS at, x'68656c' AS bytes, ARRAY[1, 2] AS list,
        MAP(ARRAY['k'], ARRAY[CAST(null AS integer)]) AS map, CAST(ROW(1, 'x') AS ROW(a integer, b varchar)) AS pair`);
    expect(execution.Status?.State).to.equal("SUCCEEDED");
    expect(columns.map((column) => [column.Name, column.Type])).to.deep.equal([
      ["big", "bigint"],
      ["price", "decimal"],
      ["ratio", "double"],
      ["small", "float"],
      ["yes", "boolean"],
      ["nothing", "varchar"],
      ["empty", "varchar"],
      ["quoted", "varchar"],
      ["broken", "varchar"],
      ["day", "date"],
      ["at", "timestamp"],
      ["bytes", "varbinary"],
      ["list", "array"],
      ["map", "map"],
      ["pair", "row"],
    ]);
    expect(columns[1]).to.include({ Precision: 12, Scale: 2 });
    expect(rows[0]).to.deep.equal(columns.map((column) => column.Name));
    expect(rows[1]).to.deep.equal([
      "9007199254740993",
      "1.10",
      "1.5E10",
      "1.5",
      "true",
      null,
      "",
      'a "b", c',
      "line\nbreak",
      "2013-02-28",
      "2013-01-01 05:00:00.123",
      "68 65 6c",
      "[1, 2]",
      "{k=null}",
      "{a=1, b=x}",
    ]);
    expect(rows).to.have.length(2);
  });

  it("come in pages that together are the whole, the header once", async () => {
    const id = await fixture.start(
      "SELECT n, 'row ' || CAST(n AS varchar) AS label FROM UNNEST(sequence(1, 2500)) AS t(n)",
    );
    await fixture.finished(id);
    const pages: string[][] = [];
    let token: string | undefined;
    do {
      const answer = await fixture.athena.send(
        new GetQueryResultsCommand({
          QueryExecutionId: id,
          MaxResults: 999,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      pages.push((answer.ResultSet?.Rows ?? []).map((row) => row.Data?.[1]?.VarCharValue ?? ""));
      token = answer.NextToken;
    } while (token !== undefined);
    expect(pages.map((page) => page.length)).to.deep.equal([999, 999, 503]);
    expect(pages.flat()).to.deep.equal(["label", ...Array.from({ length: 2500 }, (_, n) => `row ${n + 1}`)]);
  });

  it("lie in the workgroup's location as CSV, null apart from the empty string", async () => {
    const { execution } = await fixture.query(`SELECT 'x' AS a, CAST(null AS integer) AS b, '' AS c, 'say "hi"' AS d`);
    const location = `s3://${fixture.bucket}/results/${execution.QueryExecutionId ?? ""}.csv`;
    expect(execution.ResultConfiguration?.OutputLocation).to.equal(location);
    const key = location.slice(`s3://${fixture.bucket}/`.length);
    const object = await fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: key }));
    expect(await object.Body?.transformToString()).to.equal('"a","b","c","d"\n"x",,"","say ""hi"""\n');
  });

  it("of an empty answer are the header alone", async () => {
    const { rows } = await fixture.query("SELECT 1 AS one WHERE false");
    expect(rows).to.deep.equal([["one"]]);
  });

  it("of a utility statement have no header", async () => {
    const { rows, execution } = await fixture.query("SHOW DATABASES LIKE 'information_schema'");
    expect(rows).to.deep.equal([["information_schema"]]);
    expect(execution.StatementType).to.equal("UTILITY");
    expect(execution.ResultConfiguration?.OutputLocation).to.match(/\.txt$/);
  });

  it("take parameters for question marks", async () => {
    const { QueryExecutionId = "" } = await fixture.athena.send(
      new StartQueryExecutionCommand({
        QueryString: "SELECT ? AS word, ? + 1 AS number",
        ExecutionParameters: ["'it''s'", "41"],
        WorkGroup: fixture.workgroup,
      }),
    );
    await fixture.finished(QueryExecutionId);
    const answer = await fixture.athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    const values = answer.ResultSet?.Rows?.[1]?.Data?.map((datum) => datum.VarCharValue);
    expect(values).to.deep.equal(["it's", "42"]);
  });

  it("of one request token are one execution", async () => {
    const request = { QueryString: "SELECT 1", ClientRequestToken: randomUUID(), WorkGroup: fixture.workgroup };
    const first = await fixture.athena.send(new StartQueryExecutionCommand(request));
    const second = await fixture.athena.send(new StartQueryExecutionCommand(request));
    expect(second.QueryExecutionId).to.equal(first.QueryExecutionId);
    const other = fixture.athena.send(new StartQueryExecutionCommand({ ...request, QueryString: "SELECT 2" }));
    const error: unknown = await other.catch((reason: unknown) => reason);
    expect(error).to.include({ name: "InvalidRequestException", message: "Idempotent parameters do not match" });
  });
});
