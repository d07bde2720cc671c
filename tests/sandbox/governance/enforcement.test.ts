/** Queries by a role see what Lake Formation grants it, in the engine that runs them. */
import { AthenaClient, GetQueryResultsCommand } from "@aws-sdk/client-athena";
import {
  GrantPermissionsCommand,
  RevokePermissionsCommand,
  type Permission,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { CreatePolicyCommand, DeletePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { queriesBy, type Queries } from "../../support/athena.ts";
import { queryingRoleFixture, roleFixture, type RoleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { everybody, lakeFixture, type Lake } from "./lake.ts";

const notAuthorized = "cannot be resolved or requester is not authorized to access requested resources";

describe("Queries of a role", () => {
  let lake: Lake;
  let role: RoleFixture;
  let client: AthenaClient;
  let analyst: Queries;

  const people = (): Resource => ({ Table: { DatabaseName: lake.database, Name: "people" } });
  const columns = (...ColumnNames: string[]): Resource => ({
    TableWithColumns: { DatabaseName: lake.database, Name: "people", ColumnNames },
  });
  const openTables = (): Resource => ({
    LFTagPolicy: { ResourceType: "TABLE", Expression: [{ TagKey: lake.tag, TagValues: ["open"] }] },
  });
  const request = (Resource: Resource, Permissions: Permission[], principal = role.arn) => ({
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource,
    Permissions,
  });
  const granted: ReturnType<typeof request>[] = [];
  const grant = async (...args: Parameters<typeof request>): Promise<void> => {
    granted.push(request(...args));
    await lake.lakeFormation.send(new GrantPermissionsCommand(request(...args)));
  };
  const revoke = async (...args: Parameters<typeof request>): Promise<void> => {
    granted.pop();
    await lake.lakeFormation.send(new RevokePermissionsCommand(request(...args)));
  };
  const reason = async (sql: string): Promise<string | undefined> =>
    (await analyst.query(sql, lake.database)).execution.Status?.StateChangeReason;
  const rows = async (sql: string): Promise<readonly (readonly (string | null)[])[]> => {
    const { execution, rows: found } = await analyst.query(sql, lake.database);
    expect(execution.Status?.StateChangeReason, sql).to.equal(undefined);
    return found;
  };

  before(async () => {
    [lake, role] = await Promise.all([lakeFixture(), queryingRoleFixture("analyst")]);
    client = new AthenaClient(role.options);
    analyst = queriesBy(client, lake.workgroup);
  });
  afterEach(async () => {
    for (const given of granted.splice(0)) await lake.lakeFormation.send(new RevokePermissionsCommand(given));
  });
  after(async () => {
    client.destroy();
    await role.remove();
    await lake.remove();
  });

  const required = (permission: string, name: string): string =>
    "Insufficient permissions to execute the query. " +
    `Insufficient Lake Formation permission(s): Required ${permission} on ${name}`;

  it("are refused before anything is granted, while the account reads everything", async () => {
    expect(await reason("SELECT id FROM people")).to.equal(required("Describe", "people"));
    expect(await reason("SELECT * FROM people")).to.equal(required("Describe", "people"));
    expect(await reason("SHOW TABLES")).to.equal(required("Describe", lake.database));
    expect((await rows("SHOW DATABASES")).flat()).not.to.include(lake.database);
    expect(await lake.run("SELECT email FROM people WHERE id = 1")).to.deep.equal([["email"], ["ada@example.com"]]);
    expect(await rows("SELECT 1 AS one, upper('a') AS letter")).to.deep.equal([
      ["one", "letter"],
      ["1", "A"],
    ]);
  });

  it("find the database that Athena asks for in every query, or are refused whatever they read", async () => {
    await grant(people(), ["SELECT"]);
    const Principal = { DataLakePrincipalIdentifier: role.arn };
    const Resource = { Database: { Name: "default" } };
    const found = { Principal, Resource, Permissions: ["DESCRIBE" as const] };
    await lake.lakeFormation.send(new RevokePermissionsCommand(found));
    expect(await reason("SELECT id FROM people")).to.equal(required("Describe", "default"));
    expect(await reason("SELECT 1")).to.equal(required("Describe", "default"));
    await lake.lakeFormation.send(new GrantPermissionsCommand(found));
    expect(await rows("SELECT name FROM people WHERE id = 2")).to.deep.equal([["name"], ["Bob"]]);
  });

  it("write and read their results with the role's own rights, not with the account's", async () => {
    const iam = new IAMClient(sandboxClientOptions());
    const document = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["athena:*", "glue:*", "lakeformation:*"], Resource: "*" }],
    };
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: `asks-${randomUUID()}`, PolicyDocument: JSON.stringify(document) }),
    );
    const asking = await roleFixture("asking", Policy?.Arn);
    const own = new AthenaClient(asking.options);
    const { execution } = await queriesBy(own, lake.workgroup).query("SELECT 1", lake.database);
    expect(execution.Status?.StateChangeReason).to.match(/^Access denied when writing output to url: s3:/);
    const ofAnother = new GetQueryResultsCommand({ QueryExecutionId: await lake.start("SELECT 1") });
    await lake.finished(ofAnother.input.QueryExecutionId ?? "");
    const refused: unknown = await own.send(ofAnother).catch((error: unknown) => error);
    expect(refused).to.include({ name: "AccessDeniedException" });
    expect((refused as Error).message).to.match(/^You do not seem to have access to the S3 location/);
    own.destroy();
    await asking.remove();
    await iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }));
    iam.destroy();
  });

  it("read the columns that are granted, and no other one, from the first query after the grant", async () => {
    await grant(columns("id", "name"), ["SELECT"]);
    expect(await rows("SELECT name FROM people WHERE id = 2")).to.deep.equal([["name"], ["Bob"]]);
    expect(await rows("SELECT * FROM people WHERE id = 2")).to.deep.equal([
      ["id", "name"],
      ["2", "Bob"],
    ]);
    expect(await reason("SELECT email FROM people")).to.equal(
      `COLUMN_NOT_FOUND: line 1:8: Column 'email' ${notAuthorized}`,
    );
    expect(await reason("SELECT name\nFROM people\nWHERE \"Email\" LIKE 'email%'")).to.equal(
      `COLUMN_NOT_FOUND: line 3:7: Column 'email' ${notAuthorized}`,
    );
    expect((await rows("SHOW COLUMNS IN people")).map(([name]) => name)).to.deep.equal(["id", "name"]);
    expect(await rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'people'")).to.deep.equal([
      ["column_name"],
      ["id"],
      ["name"],
    ]);
    await revoke(columns("id", "name"), ["SELECT"]);
    expect(await reason("SELECT name FROM people")).to.equal(required("Describe", "people"));
  });

  it("follow the tags of columns, which have their table's unless they have their own", async () => {
    await lake.assign({ Database: { Name: lake.database } }, "closed");
    await grant(openTables(), ["SELECT", "DESCRIBE"]);
    expect(await reason("SELECT id FROM people")).to.equal(required("Describe", "people"));
    await lake.assign(people(), "open");
    expect(await rows("SELECT email FROM people WHERE id = 1")).to.deep.equal([["email"], ["ada@example.com"]]);
    await lake.assign(columns("email"), "closed");
    expect(await reason("SELECT email FROM people")).to.include(`Column 'email' ${notAuthorized}`);
    expect(await rows("SELECT * FROM people WHERE id = 1")).to.deep.equal([
      ["id", "name"],
      ["1", "Ada"],
    ]);
    await lake.assign(people(), "closed");
    expect(await reason("SELECT id FROM people")).to.equal(required("Describe", "people"));
  });

  it("look up a table without reading it where that is what is granted", async () => {
    await grant(people(), ["DESCRIBE"]);
    expect((await rows("SHOW TABLES")).flat()).to.deep.equal(["people"]);
    expect((await rows("DESCRIBE people")).length).to.equal(3);
    expect(await reason("SELECT * FROM people")).to.equal(
      "COLUMN_NOT_FOUND: line 1:8: Relation contains no accessible columns",
    );
    expect(await reason("SELECT id FROM people")).to.equal(`COLUMN_NOT_FOUND: line 1:8: Column 'id' ${notAuthorized}`);
    expect(await reason("SELECT count(*) FROM people")).to.equal(required("Select", "people"));
    for (const sql of ["UPDATE people SET name = 'x'", "DELETE FROM people", "INSERT INTO people VALUES (3, 'c', 'd')"])
      expect(await reason(sql), sql).to.match(/Insufficient Lake Formation permission\(s\)/);
    expect(await lake.run("SELECT count(*) FROM people WHERE name <> 'x'")).to.deep.equal([["_col0"], ["2"]]);
  });

  it("read a view with their own permissions on what it reads", async () => {
    const view = (Name: string): Resource => ({ Table: { DatabaseName: lake.database, Name } });
    await grant(view("names"), ["SELECT"]);
    await grant(view("contacts"), ["SELECT"]);
    expect(await reason("SELECT name FROM names")).to.match(/Required Describe on people/);
    await grant(columns("id", "name"), ["SELECT"]);
    expect(await rows("SELECT name FROM names WHERE id = 1")).to.deep.equal([["name"], ["Ada"]]);
    expect(await reason("SELECT id FROM contacts")).to.include(notAuthorized);
    expect(await lake.run("SELECT email FROM contacts WHERE id = 1")).to.deep.equal([["email"], ["ada@example.com"]]);
  });

  it("are free on a table that is left to IAM", async () => {
    await grant(people(), ["ALL"], everybody.DataLakePrincipalIdentifier);
    expect(await rows("SELECT email FROM people WHERE id = 1")).to.deep.equal([["email"], ["ada@example.com"]]);
  });

  it("change what they may change", async () => {
    await grant(people(), ["SELECT"]);
    const insert = "INSERT INTO people VALUES (3, 'Cyd', 'cyd@example.com')";
    expect(await reason(insert)).to.equal(required("Insert", "people"));
    expect(await reason("CREATE VIEW mine AS SELECT id FROM people")).to.match(/Required Create Table on/);
    await grant(people(), ["INSERT", "DELETE"]);
    await rows(insert);
    await rows("DELETE FROM people WHERE id = 3");
    await grant({ Database: { Name: lake.database } }, ["CREATE_TABLE", "DESCRIBE"]);
    await rows("CREATE VIEW mine AS SELECT id FROM people");
    // the creator of an object has all permissions on it, so the next view works, too
    await rows("CREATE VIEW mine_too AS SELECT id FROM mine");
    expect(await rows("SELECT id FROM mine_too WHERE id = 1")).to.deep.equal([["id"], ["1"]]);
    await rows("DROP VIEW mine_too");
    await lake.run("DROP VIEW mine");
    expect(await reason("DROP TABLE people")).to.equal(required("Drop", "people"));
  });

  it("neither maintain tables that they may not write nor reach past Athena into its engine", async () => {
    await grant(people(), ["SELECT"]);
    for (const sql of ["OPTIMIZE people REWRITE DATA USING BIN_PACK", `VACUUM ${lake.database}.people`])
      expect(await reason(sql), sql).to.equal(required("Insert", "people"));
    expect(await reason("ALTER TABLE people EXECUTE optimize")).to.equal(required("Insert", "people"));
    expect(await reason("CALL system.rollback_to_snapshot('a', 'b', 1)")).to.match(/^SYNTAX_ERROR/);
    expect(await reason("SELECT * FROM system.runtime.queries")).to.match(/Insufficient Lake Formation permission/);
    await grant(people(), ["INSERT", "DELETE"]);
    await rows("VACUUM people");
  });

  it("see statistics of a table only where they may read all of it", async () => {
    await grant(columns("id"), ["SELECT"]);
    expect(await reason('SELECT * FROM "people$files"')).to.match(/Insufficient Lake Formation permission/);
    await grant(people(), ["SELECT"]);
    expect((await rows('SELECT file_path FROM "people$files"')).length).to.be.greaterThan(1);
  });

  it("are refused when nobody knows their credentials", async () => {
    const stranger = new AthenaClient({
      ...role.options,
      credentials: { accessKeyId: "ASIA0000000000000000", secretAccessKey: "x", sessionToken: "y" },
    });
    const error: unknown = await queriesBy(stranger, lake.workgroup)
      .query("SELECT 1")
      .catch((failure: unknown) => failure);
    expect(error)
      .to.have.property("message")
      .that.matches(/security token .* is invalid/);
    stranger.destroy();
  });
});
