/** What Lake Formation decides about a role's Glue calls, in a database that is closed to everybody. */
import {
  BatchDeleteTableCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import {
  DeregisterResourceCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  RegisterResourceCommand,
  RevokePermissionsCommand,
  type Permission,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { unlessDatabaseMissing, unlessTableMissing } from "../../../aws/glue/catalog-absence.ts";
import { roleFixture, type RoleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { everybody } from "./lake.ts";

const failureOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no failure",
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );

const insufficient = (permission: string, on: string): string =>
  `AccessDeniedException: Insufficient Lake Formation permission(s): Required ${permission} on ${on}`;

describe("Glue's catalog under Lake Formation", () => {
  const database = `closed_${randomUUID().replaceAll("-", "")}`;
  const bucket = `registered-${randomUUID()}`;
  const locationArn = `arn:aws:s3:::${bucket}`;
  const inDatabase: Resource = { Database: { Name: database } };
  const inTable: Resource = { Table: { DatabaseName: database, Name: "t" } };
  const tableInput = {
    Name: "t",
    StorageDescriptor: { Columns: ["id", "email"].map((Name) => ({ Name, Type: "string" })) },
    PartitionKeys: [{ Name: "day", Type: "string" }],
  };
  let account: GlueClient;
  let lake: LakeFormationClient;
  let role: RoleFixture;
  let glue: GlueClient;

  const request = (resource: Resource, permissions: readonly Permission[]) => ({
    Principal: { DataLakePrincipalIdentifier: role.arn },
    Resource: resource,
    Permissions: [...permissions],
  });
  const grant = (resource: Resource, ...permissions: Permission[]) =>
    lake.send(new GrantPermissionsCommand(request(resource, permissions)));
  const getTable = (Name: string) => glue.send(new GetTableCommand({ DatabaseName: database, Name }));

  before(async () => {
    account = new GlueClient(sandboxClientOptions());
    lake = new LakeFormationClient(sandboxClientOptions());
    role = await roleFixture("catalog-reader");
    glue = new GlueClient(role.options);
    await lake.send(new RegisterResourceCommand({ ResourceArn: locationArn, RoleArn: role.arn }));
  });

  beforeEach(async () => {
    const DatabaseInput = { Name: database, CreateTableDefaultPermissions: [] };
    await account.send(new CreateDatabaseCommand({ DatabaseInput }));
    const born = await lake.send(new ListPermissionsCommand({ Resource: inDatabase }));
    if (born.PrincipalResourcePermissions?.length) {
      await lake.send(
        new RevokePermissionsCommand({ Principal: everybody, Resource: inDatabase, Permissions: ["ALL"] }),
      );
    }
    await account.send(new CreateTableCommand({ DatabaseName: database, TableInput: tableInput }));
  });

  afterEach(() => account.send(new DeleteDatabaseCommand({ Name: database })));

  after(async () => {
    await lake.send(new DeregisterResourceCommand({ ResourceArn: locationArn }));
    await role.remove();
    for (const client of [account, lake, glue]) client.destroy();
  });

  it("hides databases and tables of which a role has nothing, as if they were missing", async () => {
    const missing = `${database}_missing`;
    for (const Name of [database, missing]) {
      expect(await failureOf(glue.send(new GetDatabaseCommand({ Name })))).to.equal(insufficient("Describe", Name));
      expect(await failureOf(glue.send(new GetTablesCommand({ DatabaseName: Name })))).to.equal(
        insufficient("Describe", Name),
      );
    }
    for (const name of ["t", "absent"]) {
      expect(await failureOf(getTable(name))).to.equal(insufficient("Describe", name));
    }
    expect(await failureOf(glue.send(new GetPartitionsCommand({ DatabaseName: database, TableName: "t" })))).to.equal(
      insufficient("Describe", "t"),
    );
    const { DatabaseList = [] } = await glue.send(new GetDatabasesCommand({}));
    expect(DatabaseList.map(({ Name }) => Name)).not.to.include(database);
  });

  it("tells that a table is missing to whoever could create it, and to nobody else", async () => {
    await grant(inDatabase, "DESCRIBE");
    expect(await failureOf(getTable("absent"))).to.equal(insufficient("Describe", "absent"));
    await grant(inDatabase, "CREATE_TABLE");
    expect(await failureOf(getTable("absent"))).to.include("EntityNotFoundException");
  });

  it("shows the tables of which a role has something, with the columns that it may read", async () => {
    await grant({ TableWithColumns: { DatabaseName: database, Name: "t", ColumnNames: ["id", "day"] } }, "SELECT");
    await account.send(new CreateTableCommand({ DatabaseName: database, TableInput: { ...tableInput, Name: "u" } }));
    const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: database }));
    expect(TableList.map(({ Name }) => Name)).to.deep.equal(["t"]);
    const columns = async () => {
      const { Table } = await getTable("t");
      return [...(Table?.StorageDescriptor?.Columns ?? []), ...(Table?.PartitionKeys ?? [])].map(({ Name }) => Name);
    };
    expect(await columns()).to.deep.equal(["id", "day"]);
    await grant(inTable, "DESCRIBE");
    expect(await columns()).to.deep.equal(["id", "email", "day"]);
    expect((await glue.send(new GetDatabaseCommand({ Name: database }))).Database?.Name).to.equal(database);
  });

  it("wants a permission of its own for each change", async () => {
    const create = (location?: string) =>
      glue.send(
        new CreateTableCommand({
          DatabaseName: database,
          TableInput: { Name: "made", StorageDescriptor: { ...(location !== undefined && { Location: location }) } },
        }),
      );
    expect(await failureOf(create())).to.equal(insufficient("Create Table", database));
    await grant(inDatabase, "CREATE_TABLE");
    const location = `s3://${bucket}/made`;
    expect(await failureOf(create(location))).to.equal(
      `AccessDeniedException: Insufficient Lake Formation permission(s) on ${location}`,
    );
    await grant({ DataLocation: { ResourceArn: locationArn } }, "DATA_LOCATION_ACCESS");
    await create(location);
    await grant(inTable, "DESCRIBE");
    const update = () => glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput: tableInput }));
    const remove = () => glue.send(new DeleteTableCommand({ DatabaseName: database, Name: "t" }));
    const removeAll = () =>
      glue.send(new BatchDeleteTableCommand({ DatabaseName: database, TablesToDelete: ["t", "absent"] }));
    expect(await failureOf(update())).to.equal(insufficient("Alter", "t"));
    expect(await failureOf(remove())).to.equal(insufficient("Drop", "t"));
    expect(await failureOf(removeAll())).to.equal(insufficient("Drop", "t"));
    await grant(inTable, "ALTER", "DROP");
    await update();
    await remove();
  });

  it("leaves it to lists whether a table is missing or hidden", async () => {
    const ask = (table: string) => unlessTableMissing(glue, { database, table }, () => getTable(table));
    expect(await failureOf(ask("absent")))
      .to.include("CATALOG_FORBIDDEN")
      .and.include(`${database}.absent`);
    await grant(inDatabase, "DESCRIBE");
    expect(await ask("absent")).to.equal(undefined);
    await grant(inTable, "DESCRIBE");
    expect((await ask("t"))?.Table?.Name).to.equal("t");
    const change = unlessTableMissing(glue, { database, table: "t" }, () =>
      glue.send(new DeleteTableCommand({ DatabaseName: database, Name: "t" })),
    );
    expect(await failureOf(change))
      .to.include("CATALOG_FORBIDDEN")
      .and.include("Required Drop on t");
    const find = (Name: string) => unlessDatabaseMissing(glue, Name, () => glue.send(new GetDatabaseCommand({ Name })));
    expect(await find(`${database}_missing`)).to.equal(undefined);
    expect((await find(database))?.Database?.Name).to.equal(database);
  });
});
