/** Lake Formation's settings, locations and grants as in AWS, on the test's own database and table. */
import { CreateDatabaseCommand, CreateTableCommand, DeleteDatabaseCommand } from "@aws-sdk/client-glue";
import {
  BatchGrantPermissionsCommand,
  CreateLFTagCommand,
  DeregisterResourceCommand,
  DescribeResourceCommand,
  GetDataLakeSettingsCommand,
  GetLFTagCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  ListResourcesCommand,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  UpdateResourceCommand,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { expect } from "chai";
import { roleFixture } from "../../support/roles.ts";
import { catalogFixture, type CatalogFixture } from "./open-catalog.ts";

const failureOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no failure",
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );

describe("Lake Formation", () => {
  let fixture: CatalogFixture;

  before(async () => {
    fixture = await catalogFixture();
  });
  beforeEach(() => fixture.create());
  afterEach(() => fixture.drop());
  after(() => fixture.remove());

  it("leaves new databases and tables to IAM, until the defaults are cleared", async () => {
    const { lake, glue, database, inDatabase, inTable, createTable, permissionsOn } = fixture;
    const left = [["IAM_ALLOWED_PRINCIPALS", ["ALL"]]];
    expect(await permissionsOn(inDatabase)).to.deep.equal(left);
    expect(await permissionsOn(inTable())).to.deep.equal(left);
    const { DataLakeSettings } = await lake.send(new GetDataLakeSettingsCommand({}));
    const cleared = { CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] };
    await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { ...DataLakeSettings, ...cleared } }));
    await createTable("later");
    expect(await permissionsOn(inTable("later")), "the database keeps the defaults it was made with").to.deep.equal(
      left,
    );
    await glue.send(new DeleteDatabaseCommand({ Name: database }));
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    await createTable();
    expect(await permissionsOn(inDatabase)).to.deep.equal([]);
    expect(await permissionsOn(inTable())).to.deep.equal([]);
    await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: DataLakeSettings }));
  });

  it("goes by a database's own defaults for its tables", async () => {
    const { glue, database, permissionsOn } = fixture;
    const name = `${database}_own`;
    const DatabaseInput = { Name: name, CreateTableDefaultPermissions: [] };
    await glue.send(new CreateDatabaseCommand({ DatabaseInput }));
    await glue.send(new CreateTableCommand({ DatabaseName: name, TableInput: { Name: "t" } }));
    expect(await permissionsOn({ Table: { DatabaseName: name, Name: "t" } })).to.deep.equal([]);
    await glue.send(new DeleteDatabaseCommand({ Name: name }));
  });

  it("replaces all settings, so that what a call leaves out is gone", async () => {
    const { lake, reader } = fixture;
    const { DataLakeSettings } = await lake.send(new GetDataLakeSettingsCommand({}));
    await lake.send(
      new PutDataLakeSettingsCommand({
        DataLakeSettings: { DataLakeAdmins: [{ DataLakePrincipalIdentifier: reader }] },
      }),
    );
    const replaced = (await lake.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings;
    expect(replaced?.DataLakeAdmins).to.deep.equal([{ DataLakePrincipalIdentifier: reader }]);
    expect(replaced?.CreateTableDefaultPermissions).to.deep.equal([]);
    await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: DataLakeSettings }));
  });

  it("keeps SELECT apart from a table's other permissions, and lists by principal, resource and type", async () => {
    const { lake, place, reader, inTable, grant, revoke, permissionsOn } = fixture;
    await grant(inTable(), ["SELECT", "DESCRIBE"]);
    const expression = [{ TagKey: place, TagValues: ["processed", "raw"] }];
    await grant({ LFTagPolicy: { ResourceType: "TABLE", Expression: expression } }, ["SELECT", "DESCRIBE"]);
    const Principal = { DataLakePrincipalIdentifier: reader };
    const listed = [];
    let NextToken: string | undefined;
    do {
      const page = await lake.send(new ListPermissionsCommand({ Principal, MaxResults: 2, NextToken }));
      listed.push(...(page.PrincipalResourcePermissions ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(listed.map(({ Resource = {}, Permissions }) => [Object.keys(Resource), Permissions])).to.deep.equal([
      [["Table"], ["DESCRIBE"]],
      [["TableWithColumns"], ["SELECT"]],
      [["LFTagPolicy"], ["DESCRIBE", "SELECT"]],
    ]);
    expect(listed[1]?.Resource?.TableWithColumns).to.deep.include({ Name: "t", ColumnWildcard: {} });
    const ofTables = await lake.send(new ListPermissionsCommand({ Principal, ResourceType: "LF_TAG_POLICY_TABLE" }));
    expect(ofTables.PrincipalResourcePermissions?.[0]?.Resource?.LFTagPolicy?.Expression).to.deep.equal(expression);
    const ofDatabases = await lake.send(
      new ListPermissionsCommand({ Principal, ResourceType: "LF_TAG_POLICY_DATABASE" }),
    );
    expect(ofDatabases.PrincipalResourcePermissions).to.deep.equal([]);
    expect(await permissionsOn(inTable())).to.deep.include([reader, ["SELECT"]]);
    await revoke({ LFTagPolicy: { ResourceType: "TABLE", Expression: expression } }, ["SELECT", "DESCRIBE"]);
  });

  it("names what is wrong with a call", async () => {
    const { lake, place, reader, inDatabase, inTable, inColumns, request, grant, revoke, assign, permissionsOn } =
      fixture;
    const administrate = (principal: string): Promise<unknown> =>
      lake.send(
        new PutDataLakeSettingsCommand({
          DataLakeSettings: { DataLakeAdmins: [{ DataLakePrincipalIdentifier: principal }] },
        }),
      );
    const tagOf = (TagKey: string, value: string): Resource => ({
      LFTagPolicy: { ResourceType: "TABLE", Expression: [{ TagKey, TagValues: [value] }] },
    });
    const calls: readonly (readonly [RegExp, () => Promise<unknown>])[] = [
      [/^EntityNotFoundException: Database not found/, () => grant({ Database: { Name: "nowhere" } }, ["DESCRIBE"])],
      [/^EntityNotFoundException: Table not found/, () => grant(inTable("nothing"), ["DESCRIBE"])],
      [/^EntityNotFoundException: Column not found: nope/, () => grant(inColumns("nope"), ["SELECT"])],
      [/^EntityNotFoundException: Tag or tag value/, () => grant(tagOf("no-such-tag", "raw"), ["SELECT"])],
      [/^EntityNotFoundException: Tag or tag value/, () => grant(tagOf(place, "no-such-value"), ["SELECT"])],
      [/^InvalidInputException: Permissions modification is invalid/, () => grant(inDatabase, ["SELECT"])],
      ...["nobody", "", `${reader}-who-is-not-there`, reader.replace(":role/", ":role/another/path/")].map(
        (principal) =>
          [/^InvalidInputException: Invalid principal/, () => grant(inTable(), ["SELECT"], principal)] as const,
      ),
      // Lake Formation would share the table with a role of another account, but the sandbox has no other account
      [
        /^InvalidInputException: Invalid principal, \S+: the sandbox has no account but 000000000000$/,
        () => grant(inTable(), ["SELECT"], reader.replace(/:\d{12}:/, ":210987654321:")),
      ],
      [/^InvalidInputException: Invalid principal/, () => administrate(`${reader}-who-is-not-there`)],
      [/^InvalidInputException: No permissions revoked. Grantee/, () => revoke(inTable(), ["SELECT"])],
      [
        /^InvalidInputException: Tag key already/,
        () => lake.send(new CreateLFTagCommand({ TagKey: place, TagValues: ["a"] })),
      ],
      [/^EntityNotFoundException/, () => lake.send(new GetLFTagCommand({ TagKey: "no-such-tag" }))],
    ];
    for (const [message, call] of calls) expect(await failureOf(call())).to.match(message);
    expect(await assign(inTable(), place, "no-such-value")).to.deep.equal([
      "EntityNotFoundException: Tag or tag value does not exist.",
    ]);
    const Entries = [
      { Id: "good", ...request(inTable(), ["DESCRIBE"]) },
      { Id: "bad", ...request(inTable("nothing"), ["DESCRIBE"]) },
    ];
    const { Failures } = await lake.send(new BatchGrantPermissionsCommand({ Entries }));
    expect(Failures?.map(({ RequestEntry, Error: error }) => [RequestEntry?.Id, error?.ErrorCode])).to.deep.equal([
      ["bad", "EntityNotFoundException"],
    ]);
    expect(await permissionsOn(inTable())).to.deep.include([reader, ["DESCRIBE"]]);
  });

  it("lets administrators grant and nobody else", async () => {
    const { lake, reader, inTable, request, permissionsOn } = fixture;
    const role = await roleFixture("steward");
    const steward = new LakeFormationClient(role.options);
    const command = new GrantPermissionsCommand(request(inTable(), ["DESCRIBE"]));
    expect(await failureOf(steward.send(command))).to.match(/^AccessDeniedException/);
    const { DataLakeSettings } = await lake.send(new GetDataLakeSettingsCommand({}));
    const DataLakeAdmins = [...(DataLakeSettings?.DataLakeAdmins ?? []), { DataLakePrincipalIdentifier: role.arn }];
    await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { ...DataLakeSettings, DataLakeAdmins } }));
    await steward.send(command);
    await lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: DataLakeSettings }));
    expect(await permissionsOn(inTable())).to.deep.include([reader, ["DESCRIBE"]]);
    steward.destroy();
    await role.remove();
  });

  it("registers locations with a role, once each, and grants on those only", async () => {
    const { lake, database, grant, revoke } = fixture;
    const ResourceArn = `arn:aws:s3:::${database.replaceAll("_", "-")}`;
    const RoleArn = "arn:aws:iam::000000000000:role/lake";
    const below: Resource = { DataLocation: { ResourceArn: `${ResourceArn}/zone` } };
    expect(await failureOf(grant(below, ["DATA_LOCATION_ACCESS"]))).to.match(/^EntityNotFoundException/);
    await lake.send(new RegisterResourceCommand({ ResourceArn, RoleArn }));
    const again = lake.send(new RegisterResourceCommand({ ResourceArn, RoleArn }));
    expect(await failureOf(again)).to.match(/^AlreadyExistsException/);
    await lake.send(new UpdateResourceCommand({ ResourceArn, RoleArn: `${RoleArn}-2` }));
    const { ResourceInfo } = await lake.send(new DescribeResourceCommand({ ResourceArn }));
    expect(ResourceInfo).to.include({ ResourceArn, RoleArn: `${RoleArn}-2` });
    const { ResourceInfoList = [] } = await lake.send(new ListResourcesCommand({}));
    expect(ResourceInfoList.map((info) => info.ResourceArn)).to.include(ResourceArn);
    await grant(below, ["DATA_LOCATION_ACCESS"]);
    await revoke(below, ["DATA_LOCATION_ACCESS"]);
    await lake.send(new DeregisterResourceCommand({ ResourceArn }));
    const gone = lake.send(new DescribeResourceCommand({ ResourceArn }));
    expect(await failureOf(gone)).to.match(/^EntityNotFoundException/);
  });
});
