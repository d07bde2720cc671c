import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateDatabaseCommand,
  DeleteDatabaseCommand,
  GetDatabasesCommand,
  GlueClient,
  UpdateDatabaseCommand,
} from "@aws-sdk/client-glue";
import { GetDataLakeSettingsCommand, LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { openDeployer, type ChangeCounts, type SandboxDeployer } from "../../../sandbox/deployment/index.ts";
import { makePrincipals, openGate, startEmulator, type Emulator, type Gate } from "../../support/emulator.ts";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});

interface Deployer {
  readonly arn: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

describe("a stack of several deployers", () => {
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-deployers-"));
  let emulator: Emulator;
  let gate: Gate;
  let first: Deployer;
  let second: Deployer;
  let bySecond: SandboxDeployer;

  const client = (credentials: Partial<Deployer["credentials"]> = {}) => ({
    ...gate.clientOptions,
    credentials: { ...gate.clientOptions.credentials, ...credentials },
  });

  /** A role that IAM allows everything, so any denial is Lake Formation's decision. */
  const makeDeployer = async (RoleName: string): Promise<Deployer> => {
    const iam = new IAMClient(client());
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const arn = Role?.Arn ?? "";
    const sts = new STSClient(client());
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "deploys" }));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    iam.destroy();
    sts.destroy();
    return {
      arn,
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    };
  };

  const deployerOf = ({ credentials }: Deployer): SandboxDeployer =>
    openDeployer({
      environment: {
        ...gate.environment,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
      },
    });

  const options = (onFinished?: (changes: ChangeCounts) => void) => ({
    stack: "sandbox",
    overrides: { "lakehouse:schedulesEnabled": false, "lakehouse:deployers": [first.arn, second.arn] },
    stateFile: join(folder, "deployment.json"),
    ...(onFinished && { onFinished }),
  });

  const databases = async (): Promise<readonly string[]> => {
    const glue = new GlueClient(client());
    const { DatabaseList: found = [] } = await glue.send(new GetDatabasesCommand({}));
    glue.destroy();
    return found.map(({ Name: name = "" }) => name).sort();
  };

  before(async () => {
    emulator = await startEmulator();
    await makePrincipals(emulator);
    gate = await openGate(emulator);
    first = await makeDeployer("first-deployer");
    second = await makeDeployer("second-deployer");
    bySecond = deployerOf(second);
  });
  after(async () => {
    bySecond.close();
    await gate.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  it("is made by one of them, and all of them are administrators", async () => {
    const byFirst = deployerOf(first);
    await byFirst.deploy(options());
    byFirst.close();
    expect(await databases()).to.include.members(["flights_raw", "mission_curated"]);
    const lake = new LakeFormationClient(client());
    const { DataLakeSettings: settings } = await lake.send(new GetDataLakeSettingsCommand({}));
    lake.destroy();
    const administrators = settings?.DataLakeAdmins?.map((admin) => admin.DataLakePrincipalIdentifier);
    expect(administrators).to.include.members([first.arn, second.arn]);
  });

  it("leaves an administrator without a grant no way to drop what another one made", async () => {
    const Name = "made_by_the_first";
    const asFirst = new GlueClient(client(first.credentials));
    const asSecond = new GlueClient(client(second.credentials));
    await asFirst.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
    const dropped = asSecond.send(new DeleteDatabaseCommand({ Name })).then(
      () => "dropped",
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    );
    expect(await dropped).to.equal(
      `AccessDeniedException: Insufficient Lake Formation permission(s): Required Drop on ${Name}`,
    );
    await asFirst.send(new DeleteDatabaseCommand({ Name }));
    asFirst.destroy();
    asSecond.destroy();
  });

  it("is updated by another one, databases included", async () => {
    let changes: ChangeCounts | undefined;
    const { overrides, ...others } = options((counts) => (changes = counts));
    await bySecond.deploy({ ...others, overrides: { ...overrides, "lakehouse:queryScanLimitGiB": 50 } });
    expect(changes).to.include({ created: 0, updated: 1, replaced: 0, deleted: 0 });
    const glue = new GlueClient(client(second.credentials));
    await glue.send(new UpdateDatabaseCommand({ Name: "flights_raw", DatabaseInput: { Name: "flights_raw" } }));
    glue.destroy();
  });

  it("is taken down by another one, databases included", async () => {
    let changes: ChangeCounts | undefined;
    await bySecond.destroy(options((counts) => (changes = counts)));
    expect(changes?.deleted).to.be.above(200);
    // Athena's own database stays, because others may use it for queries
    expect(await databases()).to.deep.equal(["default"]);
  });
});
