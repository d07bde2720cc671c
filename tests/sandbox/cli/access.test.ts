import {
  AddLFTagsToResourceCommand,
  DeregisterResourceCommand,
  GetDataLakeSettingsCommand,
  GetResourceLFTagsCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  RemoveLFTagsFromResourceCommand,
  RevokePermissionsCommand,
  type DataLakeSettings,
  type GrantPermissionsCommandInput,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AlreadyExistsException, CreateTableCommand, DeleteTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { expect } from "chai";
import { roleFixture, type RoleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";
import { lakehouse, lakehouseJson } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";

interface Checked {
  readonly checked: Readonly<Record<string, number>>;
  readonly findings: readonly { readonly code: string; readonly place: string; readonly message: string }[];
}

const account = "000000000000";
const rawBucket = `lakehouse-sandbox-raw-${account}`;
const roleOf = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const airlines: Resource = { Table: { DatabaseName: "flights_processed", Name: "airlines" } };

const check = async (): Promise<{ exitCode: number | null; findings: Checked["findings"] }> => {
  const { exitCode, stdout } = await lakehouse(["access", "check", "--no-ask", "--json"]);
  return { exitCode, findings: (JSON.parse(stdout) as Checked).findings };
};

describe("lakehouse access", () => {
  let lakeFormation: LakeFormationClient;
  let glue: GlueClient;
  let s3: S3Client;
  const undo: (() => Promise<unknown>)[] = [];

  let stranger: RoleFixture;

  before(async () => {
    await flightsDemo();
    lakeFormation = new LakeFormationClient(sandboxClientOptions());
    glue = new GlueClient(sandboxClientOptions());
    s3 = new S3Client({ ...sandboxClientOptions(), forcePathStyle: true });
    stranger = await roleFixture("stranger");
  });
  afterEach(async () => {
    for (const restore of undo.splice(0).reverse()) await restore();
  });
  after(async () => {
    await stranger.remove();
    lakeFormation.destroy();
    glue.destroy();
    s3.destroy();
  });

  /** Codes of the findings after a change that is reverted after the test; checks the exit code against them. */
  const codesAfter = async (): Promise<readonly string[]> => {
    const { exitCode, findings } = await check();
    expect(exitCode).to.equal(findings.length === 0 ? 0 : 1);
    return [...new Set(findings.map(({ code }) => code))];
  };

  const grant = async (request: GrantPermissionsCommandInput): Promise<void> => {
    await lakeFormation.send(new GrantPermissionsCommand(request));
    undo.push(() => lakeFormation.send(new RevokePermissionsCommand(request)));
  };

  const grantTo = (principal: string, resource: Resource, permission: "SELECT" | "DESCRIBE" | "ALL"): Promise<void> =>
    grant({ Principal: { DataLakePrincipalIdentifier: principal }, Resource: resource, Permissions: [permission] });

  const changeSettings = async (change: (settings: DataLakeSettings) => DataLakeSettings): Promise<void> => {
    const { DataLakeSettings: before = {} } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
    await lakeFormation.send(new PutDataLakeSettingsCommand({ DataLakeSettings: change(before) }));
    undo.push(() => lakeFormation.send(new PutDataLakeSettingsCommand({ DataLakeSettings: before })));
  };

  const everyone = { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" };

  it("check finds nothing in a stack as it was deployed", async () => {
    const { checked, findings } = await lakehouseJson<Checked>("access", "check");
    expect(findings).to.deep.equal([]);
    // four from the config, Redshift's own role and the mail role
    expect(checked).to.include({ principals: 6, databases: 6 });
    expect(checked["columns"]).to.be.above(50);
  });

  it("check finds a leftover grant to IAMAllowedPrincipals", async () => {
    await grantTo("IAM_ALLOWED_PRINCIPALS", airlines, "ALL");
    expect(await codesAfter()).to.include("ACCESS_IAM_ALLOWED_PRINCIPALS");
  });

  it("check finds defaults that were opened again", async () => {
    await changeSettings((settings) => ({
      ...settings,
      CreateTableDefaultPermissions: [{ Principal: everyone, Permissions: ["ALL"] }],
    }));
    expect(await codesAfter()).to.deep.equal(["ACCESS_DEFAULT_OPEN"]);
  });

  it("check finds an administrator that was dropped", async () => {
    await changeSettings((settings) => ({ ...settings, DataLakeAdmins: [] }));
    expect(await codesAfter()).to.include("ACCESS_ADMIN_DROPPED");
  });

  it("check finds a location that isn't registered any more, and one with another role", async () => {
    const location = `arn:aws:s3:::lakehouse-sandbox-processed-${account}`;
    const role = roleOf("lakehouse-sandbox-lakeformation");
    await lakeFormation.send(new DeregisterResourceCommand({ ResourceArn: location }));
    undo.push(() => lakeFormation.send(new RegisterResourceCommand({ ResourceArn: location, RoleArn: role })));
    expect(await codesAfter()).to.deep.equal(["ACCESS_LOCATION_UNREGISTERED"]);
    await lakeFormation.send(new RegisterResourceCommand({ ResourceArn: location, RoleArn: roleOf("bi") }));
    undo.push(() => lakeFormation.send(new DeregisterResourceCommand({ ResourceArn: location })));
    expect(await codesAfter()).to.deep.equal(["ACCESS_LOCATION_ROLE"]);
  });

  it("check finds a wildcard grant", async () => {
    await grantTo(stranger.arn, { Table: { DatabaseName: "flights_curated", TableWildcard: {} } }, "DESCRIBE");
    expect(await codesAfter()).to.deep.equal(["ACCESS_GRANT_WILDCARD"]);
  });

  it("check finds a grant to a stranger", async () => {
    await grantTo(stranger.arn, airlines, "SELECT");
    expect(await codesAfter()).to.deep.equal(["ACCESS_GRANT_EXTRA"]);
  });

  it("check finds a grant that was revoked", async () => {
    const expression = [
      { TagKey: "zone", TagValues: ["processed", "curated"] },
      { TagKey: "domain", TagValues: ["flights", "mission"] },
      { TagKey: "sensitivity", TagValues: ["public", "internal"] },
    ];
    const request: GrantPermissionsCommandInput = {
      Principal: { DataLakePrincipalIdentifier: roleOf("bi") },
      Resource: { LFTagPolicy: { ResourceType: "TABLE", Expression: expression } },
      Permissions: ["SELECT"],
    };
    await lakeFormation.send(new RevokePermissionsCommand(request));
    undo.push(() => lakeFormation.send(new GrantPermissionsCommand(request)));
    expect(await codesAfter()).to.deep.equal(["ACCESS_GRANT_MISSING", "ACCESS_COLUMN_HIDDEN"]);
    const asked = await lakehouse(["access", "check"]);
    expect(asked.stdout, asked.stderr).to.match(
      /^ACCESS_ANSWER_LESS flights_curated\.\w+, asked as bi: it is meant to read /m,
    );
    expect(asked.stdout).not.to.match(/asked as analyst/);
  });

  const retag = async (DatabaseName: string, table: string, column: string, sensitivity: string): Promise<void> => {
    const { LFTagsOnColumns = [] } = await lakeFormation.send(
      new GetResourceLFTagsCommand({ Resource: { Table: { DatabaseName, Name: table } }, ShowAssignedLFTags: true }),
    );
    const before = LFTagsOnColumns.find(({ Name }) => Name === column)?.LFTags ?? [];
    const Resource = { TableWithColumns: { DatabaseName, Name: table, ColumnNames: [column] } };
    const LFTags = [{ TagKey: "sensitivity", TagValues: [sensitivity] }];
    await lakeFormation.send(new AddLFTagsToResourceCommand({ Resource, LFTags }));
    undo.push(() =>
      lakeFormation.send(
        before.length > 0
          ? new AddLFTagsToResourceCommand({ Resource, LFTags: before })
          : new RemoveLFTagsFromResourceCommand({ Resource, LFTags }),
      ),
    );
  };

  const found = async (): Promise<readonly string[]> =>
    (await check()).findings.map(({ code, place }) => `${code} ${place}`);

  it("check finds a column that a changed tag opens", async () => {
    await retag("flights_processed", "airlines", "_row_hash", "public");
    expect(await found()).to.deep.equal(["ACCESS_COLUMN_EXPOSED flights_processed.airlines, principal bi"]);
  });

  it("check finds a view that a changed tag hides, and none where a tag of its columns means nothing", async () => {
    const table = { DatabaseName: "flights_curated", Name: "cancellations" };
    await retag(table.DatabaseName, table.Name, "flights", "confidential");
    expect(await found()).to.deep.equal([]);
    const { LFTagsOnTable: before = [] } = await lakeFormation.send(
      new GetResourceLFTagsCommand({ Resource: { Table: table }, ShowAssignedLFTags: true }),
    );
    expect(before.map(({ TagKey, TagValues }) => [TagKey, TagValues])).to.deep.equal([["sensitivity", ["public"]]]);
    const LFTags = [{ TagKey: "sensitivity", TagValues: ["confidential"] }];
    await lakeFormation.send(new AddLFTagsToResourceCommand({ Resource: { Table: table }, LFTags }));
    undo.push(() => lakeFormation.send(new AddLFTagsToResourceCommand({ Resource: { Table: table }, LFTags: before })));
    expect(await found()).to.deep.equal(["ACCESS_COLUMN_HIDDEN flights_curated.cancellations, principal bi"]);
  });

  /** The mission's raw table, as a crawl would create it; its night may not have run. */
  const rawCustomers = async (): Promise<Resource> => {
    const [DatabaseName, Name] = ["mission_raw", "customers"];
    try {
      const Columns = [
        { Name: "customer_id", Type: "bigint" },
        { Name: "contact_email", Type: "string" },
      ];
      await glue.send(new CreateTableCommand({ DatabaseName, TableInput: { Name, StorageDescriptor: { Columns } } }));
      undo.push(() => glue.send(new DeleteTableCommand({ DatabaseName, Name })));
    } catch (error) {
      if (!(error instanceof AlreadyExistsException)) throw error;
    }
    return { Table: { DatabaseName, Name } };
  };

  it("check finds a personal column in plain for someone not entitled", async () => {
    await grantTo(roleOf("analyst"), await rawCustomers(), "SELECT");
    const { findings } = await check();
    const plain = findings.filter(({ code }) => code === "ACCESS_PERSONAL_PLAIN");
    expect(plain.map(({ place }) => place)).to.deep.equal(["mission_raw.customers, principal analyst"]);
    expect(plain[0]?.message).to.match(/^reads .*contact_email.*, which is personal and unmasked, but should not$/);
  });

  it("check finds a database whose tag was taken off", async () => {
    const resource = { Database: { Name: "flights_raw" } };
    const tags = [{ TagKey: "sensitivity", TagValues: ["undeclared"] }];
    await lakeFormation.send(new RemoveLFTagsFromResourceCommand({ Resource: resource, LFTags: tags }));
    undo.push(() => lakeFormation.send(new AddLFTagsToResourceCommand({ Resource: resource, LFTags: tags })));
    expect(await codesAfter()).to.include("ACCESS_DATABASE_TAG");
  });

  it("check finds a raw bucket that doesn't keep principals out", async () => {
    const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket: rawBucket }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: rawBucket }));
    undo.push(() => s3.send(new PutBucketPolicyCommand({ Bucket: rawBucket, Policy })));
    expect(await codesAfter()).to.deep.equal(["ACCESS_RAW_READABLE"]);
  });

  it("show names the principals that there are, when asked for another", async () => {
    const { exitCode, stderr } = await lakehouse(["access", "show", "--principal", "analysts"]);
    expect(exitCode).to.equal(2);
    expect(stderr).to.contain("principals are data-engineer, analyst, bi, auditor");
  });
});
