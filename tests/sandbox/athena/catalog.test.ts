import { GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { expect } from "chai";
import { athenaFixture, type AthenaFixture } from "../../support/athena.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

describe("Athena's catalog", () => {
  const database = `athena_test_${Date.now().toString(36)}`;
  let fixture: AthenaFixture;
  let glue: GlueClient;

  const succeed = async (sql: string): Promise<readonly (readonly (string | null)[])[]> => {
    const { execution, rows } = await fixture.query(sql, database);
    expect(execution.Status?.StateChangeReason, sql).to.equal(undefined);
    return rows;
  };

  before(async () => {
    fixture = await athenaFixture();
    glue = new GlueClient(sandboxClientOptions());
    const { execution } = await fixture.query(
      `CREATE DATABASE IF NOT EXISTS ${database} LOCATION 's3://${fixture.bucket}/${database}/'`,
    );
    expect(execution.Status?.State).to.equal("SUCCEEDED");
    await succeed(`CREATE TABLE trips WITH (table_type = 'ICEBERG', is_external = false, format = 'PARQUET',
      location = 's3://${fixture.bucket}/trips/') AS
      SELECT * FROM (VALUES (1, 'AA', 4.5), (2, 'AA', 5.5), (3, 'UA', 1.0)) t(id, carrier, delay)`);
  });
  after(async () => {
    await succeed("DROP VIEW IF EXISTS per_carrier");
    await succeed("DROP TABLE IF EXISTS trips");
    await fixture.query(`DROP DATABASE IF EXISTS ${database}`);
    glue.destroy();
    await fixture.remove();
  });

  it("holds views that are made, replaced and read like tables", async () => {
    await succeed(
      "CREATE OR REPLACE VIEW per_carrier AS SELECT carrier, count(*) AS trips FROM trips GROUP BY carrier",
    );
    expect(await succeed("SELECT * FROM per_carrier ORDER BY carrier")).to.deep.equal([
      ["carrier", "trips"],
      ["AA", "2"],
      ["UA", "1"],
    ]);
    await succeed(
      "CREATE OR REPLACE VIEW per_carrier AS SELECT carrier, max(delay) AS worst FROM trips GROUP BY carrier",
    );
    expect(
      await succeed(`SELECT worst FROM "AwsDataCatalog".${database}.per_carrier WHERE carrier = 'AA'`),
    ).to.deep.equal([["worst"], ["5.5"]]);
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: database, Name: "per_carrier" }));
    expect(Table?.TableType).to.equal("VIRTUAL_VIEW");
    expect(Table?.ViewOriginalText).to.match(/^\/\* Presto View: /);
    expect(Table?.StorageDescriptor?.Columns).to.deep.equal([
      { Name: "carrier", Type: "string" },
      { Name: "worst", Type: "decimal(2,1)" },
    ]);
    expect((await succeed("SHOW CREATE VIEW per_carrier"))[0]?.[0]).to.match(/^CREATE VIEW .*per_carrier/);
  });

  it("shows rows as soon as they are committed, and says how many a statement changed", async () => {
    const before = await succeed("SELECT count(*) FROM trips");
    const { execution } = await fixture.query("INSERT INTO trips VALUES (4, 'DL', 2.0), (5, 'DL', 3.0)", database);
    expect(execution).to.include({ StatementType: "DML", SubstatementType: "INSERT" });
    const after = await succeed("SELECT count(*) FROM trips");
    expect(Number(after[1]?.[0]) - Number(before[1]?.[0])).to.equal(2);
    await succeed("DELETE FROM trips WHERE carrier = 'DL'");
    expect(await succeed("SELECT count(*) FROM trips")).to.deep.equal(before);
  });

  it("is kept in shape by OPTIMIZE and VACUUM", async () => {
    for (const id of [10, 11, 12]) await succeed(`INSERT INTO trips VALUES (${id}, 'B6', 0.5)`);
    const filesBefore = Number((await succeed('SELECT count(*) FROM "trips$files"'))[1]?.[0]);
    await succeed("OPTIMIZE trips REWRITE DATA USING BIN_PACK");
    const filesAfter = Number((await succeed('SELECT count(*) FROM "trips$files"'))[1]?.[0]);
    expect(filesAfter).to.be.below(filesBefore);
    await succeed("VACUUM trips");
    expect(await succeed("SELECT count(*) FROM trips WHERE carrier = 'B6'")).to.deep.equal([["_col0"], ["3"]]);
  });

  it("refuses Hive tables by name instead of pretending", async () => {
    const { execution } = await fixture.query(
      `CREATE EXTERNAL TABLE hive (id int) LOCATION 's3://${fixture.bucket}/h/'`,
      database,
    );
    expect(execution.Status?.StateChangeReason).to.match(/^NOT_SUPPORTED: the sandbox has no Hive tables/);
  });
});
