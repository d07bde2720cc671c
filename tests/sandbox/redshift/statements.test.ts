/** Calls of the Data API and their responses. */
import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
} from "@aws-sdk/client-redshift-data";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { warehouseFixture, type Warehouse } from "./warehouse.ts";

const messageOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "no error",
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : "no error"),
  );

describe("Redshift's Data API", () => {
  let warehouse: Warehouse;

  before(async () => {
    warehouse = await warehouseFixture();
    await warehouse.lake.run(`CREATE TABLE numbers AS
      SELECT CAST(n AS integer) AS n, lpad('', 120, 'x') AS filler FROM UNNEST(sequence(1, 10000)) t(n)`);
    await warehouse.lake.run(`CREATE TABLE moments AS
      SELECT DATE '2013-01-31' AS day, TIMESTAMP '2013-01-31 23:59:00.250000' AS at,
        TIMESTAMP '2013-01-31 23:59:00.000000 UTC' AS at_utc, DECIMAL '12.30' AS amount, 2.5e0 AS score,
        CAST(7 AS bigint) AS many, true AS ok, CAST(NULL AS varchar) AS nothing, ARRAY[1, 2] AS list`);
  });
  after(async () => {
    for (const table of ["numbers", "moments"]) await warehouse.lake.run(`DROP TABLE ${table}`);
    await warehouse.remove();
  });

  it("answers values and their types as Redshift's", async () => {
    const { columns = [], rows } = await warehouse.answer("SELECT * FROM lake.moments");
    expect(columns.map(({ name, typeName, precision, scale }) => [name, typeName, precision, scale])).to.deep.equal([
      ["day", "date", 13, 0],
      ["at", "timestamp", 29, 6],
      ["at_utc", "timestamptz", 35, 6],
      ["amount", "numeric", 4, 2],
      ["score", "float8", 17, 17],
      ["many", "int8", 19, 0],
      ["ok", "bool", 1, 0],
      ["nothing", "varchar", 65535, 0],
      ["list", "super", 0, 0],
    ]);
    expect(rows).to.deep.equal([
      ["2013-01-31", "2013-01-31 23:59:00.25", "2013-01-31 23:59:00+00", "12.30", 2.5, 7, true, null, "[1,2]"],
    ]);
  });

  it("names columns without a name as Redshift does, and folds names to lower case", async () => {
    const { columns = [] } = await warehouse.answer(
      `SELECT count(*), max("N"), N::bigint, 1 + 1, 'x'::varchar(5), coalesce(n, 0) AS "Total" FROM lake.numbers GROUP BY 3, 6`,
    );
    expect(columns.map(({ name }) => name)).to.deep.equal(["count", "max", "n", "?column?", "varchar", "total"]);
  });

  it("compares columns with literals in quotes as Redshift, by the column's type", async () => {
    expect(await warehouse.rows("SELECT amount FROM lake.moments WHERE day >= '2013-01-01'")).to.deep.equal([
      ["12.30"],
    ]);
    expect(
      await warehouse.rows("SELECT count(*) FROM lake.moments WHERE at BETWEEN '2013-01-31' AND '2013-02-01'"),
    ).to.deep.equal([[1]]);
    expect(await warehouse.rows("SELECT count(*) FROM lake.numbers WHERE n IN ('1', '2')")).to.deep.equal([[2]]);
  });

  it("speaks Redshift's functions", async () => {
    expect(
      await warehouse.rows(`SELECT datediff(day, '2013-01-01'::date, day), dateadd(month, 1, day)::date, nvl(nothing, 'none'),
        decode(ok, true, 'yes', 'no'), to_char(day, 'YYYY-MM'), len('abc'), left('abc', 2), date_trunc('month', day)::date
        FROM lake.moments`),
    ).to.deep.equal([[30, "2013-02-28", "none", "yes", "2013-01", 3, "ab", "2013-01-01"]]);
    expect(await warehouse.rows("SELECT top 2 n FROM lake.numbers ORDER BY n")).to.deep.equal([[1], [2]]);
  });

  it("hands out a result page by page", async () => {
    const id = await warehouse.start("SELECT n, filler FROM lake.numbers ORDER BY n");
    const description = await warehouse.finished(id);
    expect(description).to.include({ Status: "FINISHED", HasResultSet: true, ResultRows: 10_000 });
    expect(description.Duration).to.be.greaterThan(1_000_000);
    const first = await warehouse.client.send(new GetStatementResultCommand({ Id: id }));
    expect(first.TotalNumRows).to.equal(10_000);
    expect(first.Records?.length).to.be.lessThan(10_000);
    const NextToken = first.NextToken ?? "";
    const second = await warehouse.client.send(new GetStatementResultCommand({ Id: id, NextToken }));
    expect(second.Records?.[0]?.[0]).to.deep.equal({ longValue: (first.Records?.length ?? 0) + 1 });
    const wrong = warehouse.client.send(new GetStatementResultCommand({ Id: id, NextToken: "page" }));
    expect(await messageOf(wrong)).to.equal("ValidationException: NextToken is invalid.");
  });

  it("answers an empty result with its columns", async () => {
    const { columns = [], rows, description } = await warehouse.answer("SELECT n FROM lake.numbers WHERE n < 0");
    expect([columns.length, rows, description.ResultRows]).to.deep.equal([1, [], 0]);
  });

  it("says what is wrong with a statement in Redshift's words", async () => {
    const errors: Record<string, string> = {
      "selec 1": 'ERROR: syntax error at or near "selec"\n  Position: 1',
      "SELECT n FROM lake.numbers WHERE": 'ERROR: syntax error at or near "WHERE"\n  Position: 28',
      "SELECT n FROM lake.missing": 'ERROR: relation "lake.missing" does not exist',
      "SELECT n FROM missing": 'ERROR: relation "missing" does not exist',
      "SELECT n FROM missing.numbers": 'ERROR: schema "missing" does not exist',
      "SELECT x FROM lake.numbers": 'ERROR: column "x" does not exist in numbers',
      "SELECT foo(n) FROM lake.numbers": "ERROR: function foo() does not exist",
      "SELECT 1 / 0": "ERROR: Divide by zero",
      "SELECT 1; SELECT 2": "ERROR: cannot insert multiple commands into a prepared statement",
      "CREATE TABLE t (a int)": "ERROR: CREATE TABLE is not served by the sandbox",
      "INSERT INTO lake.numbers VALUES (1)": "ERROR: INSERT is not served by the sandbox",
      "SELECT n FROM lake.numbers, pg_namespace":
        "ERROR: Specified types or functions (one per INFO message) not supported on Redshift tables.",
    };
    for (const [sql, message] of Object.entries(errors)) expect(await warehouse.error(sql), sql).to.equal(message);
  });

  it("plans a query by EXPLAIN without running it", async () => {
    const { columns = [], rows = [] } = await warehouse.answer("EXPLAIN SELECT count(*) FROM lake.numbers");
    expect(columns.map(({ name }) => name)).to.deep.equal(["QUERY PLAN"]);
    expect(rows.length).to.be.greaterThan(3);
    expect(await warehouse.error("EXPLAIN SELECT x FROM lake.numbers")).to.include('column "x" does not exist');
    expect(await warehouse.error("EXPLAIN SELECT n FROM lake.gone")).to.equal(
      'ERROR: relation "lake.gone" does not exist',
    );
  });

  it("puts parameters in, and misses none", async () => {
    const parameters = [
      { name: "low", value: "9999" },
      { name: "count", value: "1" },
    ];
    const sql = "SELECT n FROM lake.numbers WHERE n >= :low ORDER BY n LIMIT :count";
    expect(await warehouse.rows(sql, parameters)).to.deep.equal([[9999]]);
    expect(await messageOf(warehouse.start(sql, parameters.slice(0, 1)))).to.match(/^ValidationException: Undefined/);
    expect(await messageOf(warehouse.start("SELECT 1", parameters.slice(1)))).to.match(
      /^ValidationException: .*unused/,
    );
  });

  it("refuses a workgroup, a database, a secret and a statement that aren't there", async () => {
    const { client, target } = warehouse;
    const execute = (change: object) =>
      client.send(new ExecuteStatementCommand({ ...target, Sql: "SELECT 1", ...change }));
    expect(await messageOf(execute({ WorkgroupName: "nowhere" }))).to.equal(
      "ValidationException: Redshift endpoint doesn't exist in this region.",
    );
    expect(await messageOf(execute({ SecretArn: `${target.SecretArn ?? ""}-gone` }))).to.match(
      /^ValidationException: Secrets Manager can't find/,
    );
    expect(await messageOf(execute({ Database: "" }))).to.equal("ValidationException: Database is required.");
    const { Id = "" } = await execute({ Database: "gone" });
    expect((await warehouse.finished(Id)).Error).to.equal('FATAL: database "gone" does not exist');
    const stranger = new DescribeStatementCommand({ Id: randomUUID() });
    expect(await messageOf(client.send(stranger))).to.equal("ResourceNotFoundException: Query does not exist.");
    expect(await messageOf(client.send(new GetStatementResultCommand({ Id })))).to.match(
      /^ResourceNotFoundException: Query does not have result/,
    );
  });

  it("runs a statement once for a token, and lists it by its name", async () => {
    const { client, target } = warehouse;
    const StatementName = `named-${randomUUID()}`;
    const request = { ...target, Sql: "SELECT 1", ClientToken: randomUUID(), StatementName };
    const { Id = "" } = await client.send(new ExecuteStatementCommand(request));
    expect((await client.send(new ExecuteStatementCommand(request))).Id).to.equal(Id);
    expect(await messageOf(client.send(new ExecuteStatementCommand({ ...request, Sql: "SELECT 2" })))).to.match(
      /^ValidationException/,
    );
    await warehouse.finished(Id);
    const { Statements = [] } = await client.send(
      new ListStatementsCommand({ StatementName: "named-", Status: "ALL" }),
    );
    expect(Statements.map((statement) => statement.Id)).to.include(Id);
  });

  it("ends a running statement when it is cancelled", async () => {
    const { client } = warehouse;
    const Id = await warehouse.start(
      "SELECT count(*) FROM lake.numbers a, lake.numbers b, lake.numbers c WHERE a.n + b.n > c.n",
    );
    while ((await client.send(new DescribeStatementCommand({ Id }))).Status !== "STARTED") await sleep(50);
    expect((await client.send(new CancelStatementCommand({ Id }))).Status).to.equal(true);
    expect(await warehouse.finished(Id)).to.include({ Status: "ABORTED", HasResultSet: false });
    expect(await messageOf(client.send(new CancelStatementCommand({ Id })))).to.match(
      /^ValidationException: Could not cancel a query that is already in ABORTED state/,
    );
  });
});
