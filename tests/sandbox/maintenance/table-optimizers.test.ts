/** Optimizers as in Glue's API, doing their work on real tables. */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  DeleteRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  BatchGetTableOptimizerCommand,
  CreateTableOptimizerCommand,
  DeleteTableOptimizerCommand,
  GetTableOptimizerCommand,
  GlueClient,
  ListTableOptimizerRunsCommand,
  UpdateTableOptimizerCommand,
  type TableOptimizerType,
} from "@aws-sdk/client-glue";
import { expect } from "chai";
import { sandboxAccount } from "../../../sandbox/account.ts";
import { glueOptimizers } from "../../../aws/glue/table-optimizers.ts";
import { maintainTables } from "../../../lambdas/govern/maintain-tables.ts";
import { athenaFixture, type AthenaFixture } from "../../support/athena.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

const { accountId } = sandboxAccount;

describe("Table optimizers", () => {
  const suffix = Date.now().toString(36);
  const database = `maintenance_${suffix}`;
  const role = `maintenance-${suffix}`;
  const maintenance = {
    enabled: true,
    snapshotRetentionDays: 14,
    orphanFileRetentionDays: 7,
    roleArn: `arn:aws:iam::${accountId}:role/${role}`,
  };
  let fixture: AthenaFixture;
  let glue: GlueClient;
  let iam: IAMClient;

  const rowsOf = async (sql: string): Promise<readonly (readonly (string | null)[])[]> => {
    const { execution, rows } = await fixture.query(sql, database);
    expect(execution.Status?.StateChangeReason, sql).to.equal(undefined);
    return rows.slice(1);
  };
  const named = (type: TableOptimizerType, table = "trips") => ({
    CatalogId: accountId,
    DatabaseName: database,
    TableName: table,
    Type: type,
  });
  const run = async (type: TableOptimizerType): Promise<unknown> => {
    const answer = await fetch(`${sandboxClientOptions().endpoint}/_sandbox/table-optimizers`, {
      method: "POST",
      body: JSON.stringify(named(type)),
    });
    return answer.json();
  };
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      return (error as Error).name;
    }
    throw new Error("It was not refused.");
  };
  const configuration = { roleArn: maintenance.roleArn, enabled: true };

  before(async () => {
    fixture = await athenaFixture();
    glue = new GlueClient(sandboxClientOptions());
    iam = new IAMClient(sandboxClientOptions());
    await iam.send(
      new CreateRoleCommand({
        RoleName: role,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" }],
        }),
      }),
    );
    await fixture.query(`CREATE DATABASE IF NOT EXISTS ${database} LOCATION 's3://${fixture.bucket}/${database}/'`);
    await rowsOf(`CREATE TABLE trips WITH (table_type = 'ICEBERG', is_external = false, format = 'PARQUET',
      location = 's3://${fixture.bucket}/trips/') AS SELECT id, id * 2 AS delay FROM UNNEST(sequence(1, 1000)) t(id)`);
    await rowsOf("DELETE FROM trips WHERE id % 100 = 0");
  });
  after(async () => {
    await fixture.query("DROP TABLE IF EXISTS trips", database);
    await fixture.query(`DROP DATABASE IF EXISTS ${database}`);
    await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: "all" })).catch(() => undefined);
    await iam.send(new DeleteRoleCommand({ RoleName: role }));
    glue.destroy();
    iam.destroy();
    await fixture.remove();
  });

  const maintain = (isDeclared: boolean) =>
    maintainTables([{ database, name: "trips", isDeclared }], maintenance, glueOptimizers(glue, accountId));

  it("are made once, changed when they differ, and taken away, through Glue's API", async () => {
    expect(await maintain(true)).to.include({ optimizersCreated: 3 });
    expect(await maintain(true)).to.include({ optimizersCreated: 0, optimizersUpdated: 0, optimizersRemoved: 0 });
    const { TableOptimizer: found } = await glue.send(new GetTableOptimizerCommand(named("retention")));
    expect(found?.configuration?.retentionConfiguration?.icebergConfiguration).to.include({
      snapshotRetentionPeriodInDays: 14,
      cleanExpiredFiles: true,
    });
    const changed = { ...configuration, enabled: false };
    await glue.send(new UpdateTableOptimizerCommand({ ...named("compaction"), TableOptimizerConfiguration: changed }));
    expect(await maintain(true)).to.include({ optimizersUpdated: 1 });
    expect(await maintain(false)).to.include({ optimizersRemoved: 3 });
    expect(await maintain(false)).to.include({ optimizersRemoved: 0 });
  });

  it("are refused where AWS refuses them", async () => {
    const create = (input: object, type: TableOptimizerType = "compaction", table = "trips") =>
      glue.send(new CreateTableOptimizerCommand({ ...named(type, table), TableOptimizerConfiguration: input }));
    expect(await refusal(create(configuration, "compaction", "nothing"))).to.equal("EntityNotFoundException");
    expect(await refusal(create({ enabled: true }))).to.equal("InvalidInputException");
    expect(await refusal(create({ ...configuration, retentionConfiguration: {} }))).to.equal("InvalidInputException");
    const often = { icebergConfiguration: { runRateInHours: 2 } };
    expect(await refusal(create({ ...configuration, retentionConfiguration: often }, "retention"))).to.equal(
      "InvalidInputException",
    );
    expect(await refusal(glue.send(new GetTableOptimizerCommand(named("compaction"))))).to.equal(
      "EntityNotFoundException",
    );
    await create(configuration);
    expect(await refusal(create(configuration))).to.equal("AlreadyExistsException");
    await glue.send(new DeleteTableOptimizerCommand(named("compaction")));
    const entry = { catalogId: accountId, databaseName: database, tableName: "trips", type: "compaction" as const };
    const { Failures } = await glue.send(new BatchGetTableOptimizerCommand({ Entries: [entry] }));
    expect(Failures?.map(({ error }) => error?.ErrorCode)).to.deep.equal(["EntityNotFoundException"]);
  });

  it("compact a table with deletes, keep its rows, and leave it to nobody whose role may not", async () => {
    await maintain(true);
    expect(await run("compaction")).to.include({ eventType: "failed" });
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["glue:*", "s3:*", "logs:*", "lakeformation:*"], Resource: "*" }],
    };
    await iam.send(
      new PutRolePolicyCommand({ RoleName: role, PolicyName: "all", PolicyDocument: JSON.stringify(policy) }),
    );
    const deletes = `SELECT count(*) FROM "trips$files" WHERE content <> 0`;
    const rows = "SELECT count(*), sum(id), sum(delay) FROM trips";
    const before = await rowsOf(rows);
    expect(await rowsOf(deletes)).to.deep.equal([["1"]]);
    expect(await run("compaction")).to.include({ eventType: "completed" });
    expect(await rowsOf(deletes)).to.deep.equal([["0"]]);
    expect(await rowsOf(rows)).to.deep.equal(before);
    for (const type of ["retention", "orphan_file_deletion"] as const) {
      expect(await run(type), type).to.include({ eventType: "completed" });
    }
    expect(await rowsOf(rows)).to.deep.equal(before);
    // Snapshots of the last days stay, with their deletes.
    expect((await rowsOf(`SELECT count(*) FROM "trips$snapshots"`))[0]?.[0]).to.equal("3");
    const { TableOptimizerRuns } = await glue.send(new ListTableOptimizerRunsCommand(named("compaction")));
    expect(TableOptimizerRuns?.map(({ eventType }) => eventType)).to.deep.equal(["completed", "failed"]);
    await maintain(false);
  });
});
