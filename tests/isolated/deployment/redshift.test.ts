import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  GetNamespaceCommand,
  GetWorkgroupCommand,
  ListUsageLimitsCommand,
  ListWorkgroupsCommand,
  RedshiftServerlessClient,
} from "@aws-sdk/client-redshift-serverless";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import type { Deployment, RedshiftDeployment } from "../../../model/documents/deployment.ts";
import type { ChangeCounts } from "../../../sandbox/deployment/index.ts";
import { makePrincipals, openGate, startEmulator, type Emulator, type Gate } from "../../support/emulator.ts";

describe("Redshift Serverless deployed to the sandbox", () => {
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-redshift-"));
  let emulator: Emulator;
  let gate: Gate;
  let redshift: RedshiftServerlessClient;
  let secrets: SecretsManagerClient;
  let keys: KMSClient;

  before(async () => {
    emulator = await startEmulator();
    await makePrincipals(emulator);
    gate = await openGate(emulator);
    const options = gate.clientOptions;
    redshift = new RedshiftServerlessClient(options);
    secrets = new SecretsManagerClient(options);
    keys = new KMSClient(options);
  });

  after(async () => {
    await gate.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  const deploy = async (settings: object) => {
    const changed: string[] = [];
    let counts: ChangeCounts | undefined;
    const deployment: Deployment = await gate.deployer.deploy({
      stack: "sandbox",
      overrides: { "lakehouse:schedulesEnabled": false, "lakehouse:redshift": settings },
      stateFile: join(folder, "deployment.json"),
      onProgress: ({ change, name }) => {
        if (change !== "unchanged") changed.push(`${change} ${name}`);
      },
      onFinished: (changes) => (counts = changes),
    });
    return { deployment, changed, counts };
  };

  const deployed = async (): Promise<RedshiftDeployment> => {
    const { deployment } = await deploy({ enabled: true });
    if (deployment.redshift === undefined) throw new Error("the deployment says nothing of Redshift");
    return deployment.redshift;
  };

  it("is there when it is on, and the deployment says where", async () => {
    const { workgroup, namespace, database, adminSecretArn, roleArn } = await deployed();
    expect({ workgroup, namespace, database, roleArn }).to.deep.equal({
      workgroup: "lakehouse-sandbox",
      namespace: "lakehouse-sandbox",
      database: "lakehouse",
      roleArn: "arn:aws:iam::000000000000:role/lakehouse-sandbox-redshift",
    });
    const { namespace: made } = await redshift.send(new GetNamespaceCommand({ namespaceName: namespace }));
    expect(made).to.include({ dbName: database, adminPasswordSecretArn: adminSecretArn, defaultIamRoleArn: roleArn });
    const { workgroup: group } = await redshift.send(new GetWorkgroupCommand({ workgroupName: workgroup }));
    expect(group).to.include({ baseCapacity: 4, maxCapacity: 8, publiclyAccessible: false, namespaceName: namespace });
    const limits = await redshift.send(
      new ListUsageLimitsCommand({ resourceArn: group?.workgroupArn, usageType: "serverless-compute" }),
    );
    expect(limits.usageLimits).to.have.length(1);
    expect(limits.usageLimits?.[0]).to.include({ amount: 8, period: "daily", breachAction: "deactivate" });
  });

  it("has an administrator whose password Secrets Manager keeps, encrypted with Redshift's key", async () => {
    const { adminSecretArn } = await deployed();
    const { SecretString = "{}" } = await secrets.send(new GetSecretValueCommand({ SecretId: adminSecretArn }));
    const { username, password } = JSON.parse(SecretString) as { username: string; password: string };
    expect(username).to.equal("lakehouse_admin");
    expect(password).to.have.length.above(20);
    const { Name, KmsKeyId } = await secrets.send(new DescribeSecretCommand({ SecretId: adminSecretArn }));
    expect(Name).to.equal("redshift!lakehouse-sandbox-lakehouse_admin");
    const { KeyMetadata } = await keys.send(new DescribeKeyCommand({ KeyId: KmsKeyId }));
    expect(KeyMetadata?.Description).to.equal("What Redshift holds: lakehouse-sandbox");
  });

  it("changes nothing the second time", async () => {
    const { changed, counts } = await deploy({ enabled: true });
    expect(changed).to.deep.equal([]);
    expect(counts?.unchanged).to.be.greaterThan(80);
  });

  it("changes its capacity and its limits in place", async () => {
    const { changed } = await deploy({ enabled: true, maxCapacityRpu: 16, rpuHoursPerDay: 20 });
    expect(changed).to.have.members(
      ["redshift-workgroup", "redshift-usage-limit", "monitoring-alarms-redshift-use"].map((name) => `updated ${name}`),
    );
    const { workgroup } = await redshift.send(new GetWorkgroupCommand({ workgroupName: "lakehouse-sandbox" }));
    expect(workgroup?.maxCapacity).to.equal(16);
  });

  it("is gone when it is off, and its administrator with it", async () => {
    const { deployment, changed } = await deploy({ enabled: false });
    expect(deployment.redshift).to.equal(undefined);
    const removed = changed.filter((change) => change.startsWith("deleted ")).map((change) => change.slice(8));
    const parts = ["namespace", "workgroup", "usage-limit", "key", "alias", "role", "policy"];
    expect(removed).to.include.members([
      ...parts.map((part) => `redshift-${part}`),
      ...["connectionlog", "userlog", "useractivitylog"].map((log) => `redshift-${log}`),
      ...["find-databases", "read"].map((purpose) => `governance-redshift-${purpose}`),
    ]);
    expect((await redshift.send(new ListWorkgroupsCommand({}))).workgroups).to.deep.equal([]);
    const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
    expect(SecretList.filter(({ Name }) => Name?.startsWith("redshift!"))).to.deep.equal([]);
  });
});
