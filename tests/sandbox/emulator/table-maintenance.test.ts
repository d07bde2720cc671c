/** Optimizers of Iceberg tables: what Glue refuses, and what they do to a table with deleted rows and old snapshots. */
import {
  CreateTableOptimizerCommand,
  DeleteTableOptimizerCommand,
  GetTableCommand,
  GetTableOptimizerCommand,
  GlueClient,
  ListTableOptimizerRunsCommand,
  UpdateTableCommand,
  UpdateTableOptimizerCommand,
  type TableOptimizerConfiguration,
  type TableOptimizerType,
} from "@aws-sdk/client-glue";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { GrantPermissionsCommand, type Permission } from "@aws-sdk/client-lakeformation";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { lakeFixture, type Lake } from "../governance/lake.ts";

interface Run {
  readonly type: TableOptimizerType;
  readonly eventType: string;
  readonly error?: string;
  readonly compactionMetrics?: { readonly IcebergMetrics: { readonly NumberOfFilesCompacted: number } };
  readonly orphanFileDeletionMetrics?: { readonly IcebergMetrics: { readonly NumberOfOrphanFilesDeleted: number } };
}

interface Metadata {
  readonly snapshots: { readonly "timestamp-ms": number }[];
}

const CatalogId = "000000000000";
const TableName = "people";
const everything = "arn:aws:iam::aws:policy/AdministratorAccess";
const monthMilliseconds = 30 * 24 * 60 * 60 * 1000;

describe("Optimizers of tables", function () {
  this.timeout(240_000);
  const iam = new IAMClient(sandboxClientOptions());
  const glue = new GlueClient(sandboxClientOptions());
  const roles: string[] = [];
  let lake: Lake;
  let roleArn: string;

  const createRole = async (service: string): Promise<string> => {
    const RoleName = `test-${randomUUID()}`;
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
    });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: everything }));
    roles.push(RoleName);
    return Role?.Arn ?? "";
  };

  const place = (Type: TableOptimizerType, name = TableName) => ({
    CatalogId,
    DatabaseName: lake.database,
    TableName: name,
    Type,
  });

  const create = (Type: TableOptimizerType, own: TableOptimizerConfiguration = {}, name = TableName) =>
    glue.send(
      new CreateTableOptimizerCommand({
        ...place(Type, name),
        TableOptimizerConfiguration: { roleArn, enabled: true, ...own },
      }),
    );

  const refusal = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
    throw new Error("It was not refused.");
  };

  const grant = (...Permissions: Permission[]) =>
    lake.lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: roleArn },
        Resource: { Table: { DatabaseName: lake.database, Name: TableName } },
        Permissions,
      }),
    );

  const maintain = async (): Promise<readonly Run[]> => {
    const url = `${sandboxClientOptions().endpoint}/_sandbox/table-maintenance?database=${lake.database}`;
    return ((await (await fetch(url, { method: "POST" })).json()) as { runs: Run[] }).runs;
  };

  const count = async (what: string, from: string): Promise<number> =>
    Number((await lake.run(`SELECT ${what} FROM ${from}`)).at(-1)?.[0]);

  const snapshots = async (): Promise<readonly string[]> =>
    (await lake.run('SELECT snapshot_id FROM "people$snapshots" ORDER BY committed_at'))
      .slice(1)
      .map(([id]) => id ?? "");

  /** Makes the oldest snapshots a month older, and the very oldest one two, in a metadata file of a name that nobody has read yet. */
  const age = async (oldest: number): Promise<void> => {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: lake.database, Name: TableName }));
    const location = Table?.Parameters?.["metadata_location"] ?? "";
    const [Bucket = "", ...path] = location.replace("s3://", "").split("/");
    const Key = path.join("/");
    const text = (await (await lake.s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? "";
    const moments = (JSON.parse(text) as Metadata).snapshots.map((snapshot) => snapshot["timestamp-ms"]);
    const sorted = moments.sort((one, other) => one - other);
    const [first = 0, newest = 0] = [sorted[0], sorted[oldest - 1]];
    // Replaced as text: snapshots' ids are longer than JavaScript's numbers.
    const aged = text.replace(/("timestamp-ms"\s*:\s*)(\d+)/g, (entry, name: string, digits: string) => {
      const moment = Number(digits);
      const months = moment > newest ? 0 : moment > first ? 1 : 2;
      return months === 0 ? entry : `${name}${(moment - months * monthMilliseconds).toString()}`;
    });
    const replacement = Key.replace(/[^/]+\.metadata\.json$/, `00099-${randomUUID()}.metadata.json`);
    await lake.s3.send(new PutObjectCommand({ Bucket, Key: replacement, Body: aged }));
    const TableInput = {
      Name: TableName,
      TableType: Table?.TableType,
      StorageDescriptor: Table?.StorageDescriptor,
      Parameters: { ...Table?.Parameters, metadata_location: `s3://${Bucket}/${replacement}` },
    };
    await glue.send(new UpdateTableCommand({ DatabaseName: lake.database, TableInput }));
  };

  before(async () => {
    lake = await lakeFixture();
    roleArn = await createRole("glue.amazonaws.com");
  });

  after(async () => {
    await lake.remove();
    for (const RoleName of roles) {
      await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: everything }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
    }
    for (const client of [iam, glue]) client.destroy();
  });

  it("are refused what AWS refuses them", async () => {
    expect(await refusal(create("compaction", {}, "nobody"))).to.match(/^EntityNotFoundException/);
    expect(await refusal(create("compaction", {}, "names"))).to.match(
      /^InvalidInputException: .* not an Iceberg table/,
    );
    const retention = { icebergConfiguration: { runRateInHours: 1 } };
    expect(await refusal(create("retention", { retentionConfiguration: retention }))).to.match(
      /^InvalidInputException: runRateInHours must be between 3 and 168, found 1/,
    );
    expect(await refusal(create("compaction", { retentionConfiguration: {} }))).to.match(/^InvalidInputException/);
    expect(await refusal(create("compaction", { roleArn: `${roleArn}-gone` }))).to.match(/does not exist/);
    const lambdas = await createRole("lambda.amazonaws.com");
    expect(await refusal(create("compaction", { roleArn: lambdas }))).to.match(/^InvalidInputException: Glue may not/);
    expect(await refusal(create("compaction"))).to.match(
      /^AccessDeniedException: Insufficient Lake Formation permission\(s\): Required ALTER, DELETE, DESCRIBE, INSERT, SELECT/,
    );
    await grant("ALTER", "DELETE", "DESCRIBE", "INSERT");
    expect(await refusal(create("compaction"))).to.match(/Required SELECT on people/);
    await grant("SELECT");
    expect(await refusal(glue.send(new GetTableOptimizerCommand(place("compaction"))))).to.match(/EntityNotFound/);
    await create("compaction");
    expect(await refusal(create("compaction"))).to.match(/^AlreadyExistsException/);
    await glue.send(new DeleteTableOptimizerCommand(place("compaction")));
  });

  it("compact, expire and clean up, and keep every row and what is still needed", async () => {
    for (const id of [3, 4, 5])
      await lake.run(`INSERT INTO people VALUES (${id.toString()}, 'Eve', 'eve@example.com')`);
    await lake.run("DELETE FROM people WHERE id IN (1, 4)");
    const before = await lake.run("SELECT * FROM people ORDER BY id");
    expect(await count("count(*)", '"people$files" WHERE content = 1')).to.be.greaterThan(0);
    const old = await snapshots();
    const kept = old.slice(-2);
    await age(old.length - 1);
    const orphan = { Bucket: lake.bucket, Key: "people/data/left-behind.parquet" };
    await lake.s3.send(new PutObjectCommand({ ...orphan, Body: "of a job that was killed" }));

    const thresholds = { minInputFiles: 100, deleteFileThreshold: 3 };
    await create("compaction", { compactionConfiguration: { icebergConfiguration: thresholds } });
    const [waiting] = await maintain();
    expect(waiting).to.deep.include({ type: "compaction", eventType: "completed" });
    expect(waiting?.compactionMetrics?.IcebergMetrics.NumberOfFilesCompacted, "too little to do").to.equal(0);
    await glue.send(
      new UpdateTableOptimizerCommand({
        ...place("compaction"),
        TableOptimizerConfiguration: {
          roleArn,
          enabled: true,
          compactionConfiguration: { icebergConfiguration: { ...thresholds, deleteFileThreshold: 1 } },
        },
      }),
    );
    const [compacted] = await maintain();
    expect(compacted?.compactionMetrics?.IcebergMetrics.NumberOfFilesCompacted).to.be.greaterThan(1);
    expect(await count("count(*)", '"people$files"')).to.equal(1);
    expect(await snapshots()).to.include.members([...old]);

    await create("retention", {
      retentionConfiguration: {
        icebergConfiguration: {
          snapshotRetentionPeriodInDays: 15,
          numberOfSnapshotsToRetain: 3,
          cleanExpiredFiles: true,
        },
      },
    });
    await create("orphan_file_deletion", {
      orphanFileDeletionConfiguration: { icebergConfiguration: { orphanFileRetentionPeriodInDays: 3 } },
    });
    const runs = await maintain();
    expect(runs.map(({ eventType }) => eventType)).to.deep.equal(["completed", "completed", "completed"]);
    const left = await snapshots();
    expect(left, "what a reader of changes goes on from").to.include.members([...kept]);
    expect(left).not.to.include(old[0]);
    expect(await lake.run("SELECT * FROM people ORDER BY id")).to.deep.equal(before);
    const keys = async (): Promise<readonly (string | undefined)[]> =>
      ((await lake.s3.send(new ListObjectsV2Command({ Bucket: lake.bucket, Prefix: "people/" }))).Contents ?? []).map(
        ({ Key }) => Key,
      );
    expect(await keys(), "a job may still want to commit it").to.include(orphan.Key);

    await glue.send(
      new UpdateTableOptimizerCommand({
        ...place("orphan_file_deletion"),
        TableOptimizerConfiguration: {
          roleArn,
          enabled: true,
          orphanFileDeletionConfiguration: { icebergConfiguration: { orphanFileRetentionPeriodInDays: 0 } },
        },
      }),
    );
    const cleaned = (await maintain()).find(({ type }) => type === "orphan_file_deletion");
    expect(cleaned?.orphanFileDeletionMetrics?.IcebergMetrics.NumberOfOrphanFilesDeleted).to.be.greaterThan(0);
    expect(await keys()).not.to.include(orphan.Key);
    expect(await lake.run("SELECT * FROM people ORDER BY id")).to.deep.equal(before);
    const { TableOptimizerRuns } = await glue.send(new ListTableOptimizerRunsCommand(place("compaction")));
    expect(TableOptimizerRuns).to.have.length(4);
  });
});
