import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GlueClient,
  UpdateDatabaseCommand,
} from "@aws-sdk/client-glue";
import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  GetDataLakeSettingsCommand,
  GetResourceLFTagsCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  paginateListPermissions,
  PutDataLakeSettingsCommand,
  type DataLakeSettings,
  type GetResourceLFTagsResponse,
  type LFTagPair,
} from "@aws-sdk/client-lakeformation";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { CatalogResult } from "../../../lambdas/govern/govern-catalog.ts";
import type { Deployment } from "../../../model/documents/deployment.ts";
import { makePrincipals, openGate, startEmulator, type Emulator, type Gate } from "../../support/emulator.ts";

const role = (name: string): string => `arn:aws:iam::000000000000:role/${name}`;
const everyone = "IAM_ALLOWED_PRINCIPALS";
const open = [{ Principal: { DataLakePrincipalIdentifier: everyone }, Permissions: ["ALL" as const] }];

const principals = {
  analyst: { persona: "analyst", role: role("analyst") },
  reviewer: { persona: "auditor", role: role("reviewer") },
};

const tagsOf = (pairs: readonly LFTagPair[] = []): Record<string, string | undefined> =>
  Object.fromEntries(pairs.map(({ TagKey = "", TagValues }) => [TagKey, TagValues?.[0]]));

describe("governance in the sandbox", () => {
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-governance-"));
  let emulator: Emulator;
  let gate: Gate;
  let lakeFormation: LakeFormationClient;
  let glue: GlueClient;
  let lambda: LambdaClient;

  const deploy = (overrides: Record<string, unknown> = {}): Promise<Deployment> =>
    gate.deployer.deploy({
      stack: "sandbox",
      overrides: { "lakehouse:schedulesEnabled": false, "lakehouse:principals": principals, ...overrides },
      stateFile: join(folder, "deployment.json"),
    });

  const govern = async (event: object = { action: "catalog" }): Promise<CatalogResult> => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: "lakehouse-sandbox-govern", Payload: JSON.stringify(event) }),
    );
    const answer = Buffer.from(Payload ?? []).toString();
    expect(FunctionError, answer).to.equal(undefined);
    return JSON.parse(answer) as CatalogResult;
  };

  const settings = async (): Promise<DataLakeSettings> =>
    (await lakeFormation.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings ?? {};
  const administrators = async (): Promise<unknown[]> =>
    ((await settings()).DataLakeAdmins ?? []).map((admin) => admin.DataLakePrincipalIdentifier);
  const grantsOf = async (principal: string): Promise<number> => {
    let count = 0;
    for await (const page of paginateListPermissions({ client: lakeFormation }, {})) {
      count += (page.PrincipalResourcePermissions ?? []).filter(
        (entry) => entry.Principal?.DataLakePrincipalIdentifier === principal,
      ).length;
    }
    return count;
  };
  const tags = (database: string, table: string): Promise<GetResourceLFTagsResponse> =>
    lakeFormation.send(
      new GetResourceLFTagsCommand({
        Resource: { Table: { DatabaseName: database, Name: table } },
        ShowAssignedLFTags: true,
      }),
    );
  const columnTags = async (database: string, table: string): Promise<Record<string, unknown>> => {
    const { LFTagsOnColumns = [] } = await tags(database, table);
    return Object.fromEntries(
      LFTagsOnColumns.flatMap(({ Name = "", LFTags }) => {
        const found = tagsOf(LFTags);
        return Object.keys(found).length === 0 ? [] : [[Name, found]];
      }),
    );
  };
  const createTable = (database: string, name: string, columns: readonly string[]): Promise<unknown> =>
    glue.send(
      new CreateTableCommand({
        DatabaseName: database,
        TableInput: { Name: name, StorageDescriptor: { Columns: columns.map((Name) => ({ Name, Type: "string" })) } },
      }),
    );

  before(async () => {
    emulator = await startEmulator();
    await makePrincipals(emulator);
    gate = await openGate(emulator);
    const options = gate.clientOptions;
    lakeFormation = new LakeFormationClient(options);
    glue = new GlueClient(options);
    lambda = new LambdaClient(options);
    const iam = new IAMClient(options);
    for (const RoleName of ["theirs", "reviewer"]) {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" }));
    }
    iam.destroy();
    const found = await settings();
    // an account already in use, in which IAM alone decides
    expect(found.CreateTableDefaultPermissions).to.deep.equal(open);
    await lakeFormation.send(
      new PutDataLakeSettingsCommand({
        DataLakeSettings: {
          ...found,
          DataLakeAdmins: [{ DataLakePrincipalIdentifier: role("theirs") }],
          TrustedResourceOwners: ["111122223333"],
        },
      }),
    );
    await deploy();
  });

  after(async () => {
    for (const client of [lakeFormation, glue, lambda]) client.destroy();
    await gate.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  it("closes the account's defaults and keeps what is there", async () => {
    const found = await settings();
    expect(found).to.deep.include({
      CreateDatabaseDefaultPermissions: [],
      CreateTableDefaultPermissions: [],
      AllowFullTableExternalDataAccess: false,
      TrustedResourceOwners: ["111122223333"],
    });
    expect(await administrators()).to.deep.equal([role("theirs"), role("lakehouse-sandbox-govern")]);
    expect(await grantsOf(everyone)).to.equal(0);
  });

  it("tags the columns that contracts declare, and leaves others to the database's tag", async () => {
    await createTable("flights_processed", "airlines", ["carrier", "name", "surprise", "_run_id"]);
    const first = await govern();
    // airlines, and the two sources' tables of figures, which exist and are tagged since the deployment
    expect(first).to.include({ databases: 6, tables: 3, columnsTagged: 3, tagsRemoved: 0, revoked: 0 });
    expect(Object.keys(await columnTags("flights_processed", "airlines"))).to.have.members([
      "carrier",
      "name",
      "_run_id",
    ]);
    const { LFTagsOnTable = [] } = await tags("flights_processed", "airlines");
    expect(LFTagsOnTable).to.deep.equal([]);
    const again = await govern();
    expect(again).to.include({ columnsTagged: 0, tagsRemoved: 0, revoked: 0, defaultsCleared: 0 });
  });

  it("takes back what somebody opened, and touches no tag of others", async () => {
    await glue.send(
      new UpdateDatabaseCommand({
        Name: "flights_raw",
        DatabaseInput: { Name: "flights_raw", Description: "kept", CreateTableDefaultPermissions: open },
      }),
    );
    const Principal = { DataLakePrincipalIdentifier: everyone };
    for (const Resource of [
      { Database: { Name: "flights_curated" } },
      { Table: { DatabaseName: "flights_processed", Name: "airlines" } },
    ]) {
      await lakeFormation.send(new GrantPermissionsCommand({ Principal, Resource, Permissions: ["ALL"] }));
    }
    await lakeFormation.send(new CreateLFTagCommand({ TagKey: "team", TagValues: ["them"] }));
    const surprise = { DatabaseName: "flights_processed", Name: "airlines", ColumnNames: ["surprise"] };
    await lakeFormation.send(
      new AddLFTagsToResourceCommand({
        Resource: { TableWithColumns: surprise },
        LFTags: [
          { TagKey: "sensitivity", TagValues: ["public"] },
          { TagKey: "team", TagValues: ["them"] },
        ],
      }),
    );
    const result = await govern();
    expect(result).to.include({ defaultsCleared: 1, revoked: 2, tagsRemoved: 1, columnsTagged: 0 });
    expect(await grantsOf(everyone)).to.equal(0);
    const { Database: database } = await glue.send(new GetDatabaseCommand({ Name: "flights_raw" }));
    expect(database).to.deep.include({ Description: "kept", CreateTableDefaultPermissions: [] });
    expect((await columnTags("flights_processed", "airlines"))["surprise"]).to.deep.equal({ team: "them" });
  });

  it("takes its tags off a table that no contract declares any more", async () => {
    await createTable("mission_processed", "retired", ["id"]);
    const id = { DatabaseName: "mission_processed", Name: "retired", ColumnNames: ["id"] };
    await lakeFormation.send(
      new AddLFTagsToResourceCommand({
        Resource: { TableWithColumns: id },
        LFTags: [{ TagKey: "sensitivity", TagValues: ["internal"] }],
      }),
    );
    expect(await columnTags("mission_processed", "retired")).to.deep.equal({ id: { sensitivity: "internal" } });
    expect(await govern()).to.include({ tagsRemoved: 1 });
    expect(await columnTags("mission_processed", "retired")).to.deep.equal({});
  });

  it("removes a principal's grants with its entry in the config", async () => {
    expect(await grantsOf(role("reviewer"))).to.be.greaterThan(0);
    const { analyst } = principals;
    await deploy({ "lakehouse:principals": { analyst: { ...analyst, domains: ["flights"] } } });
    expect(await grantsOf(role("reviewer"))).to.equal(0);
    expect(await grantsOf(role("analyst"))).to.be.greaterThan(0);
  });

  it("leaves the account's administrators as they were when the stack goes", async () => {
    const administratorsNow = await administrators();
    const event = { action: "settings", administrators: [role("lakehouse-sandbox-govern")], domains: [] };
    await govern({ ...event, tf: { action: "delete" } });
    expect(administratorsNow).to.include(role("lakehouse-sandbox-govern"));
    expect(await administrators()).to.deep.equal([role("theirs")]);
    expect((await settings()).CreateTableDefaultPermissions).to.deep.equal([]);
    await glue.send(new DeleteTableCommand({ DatabaseName: "mission_processed", Name: "retired" }));
  });
});
