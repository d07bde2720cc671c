/** Starts, kills and stops a separate sandbox, alongside the one that the other tests use. */
import { CreateBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ExecuteStatementCommand, GetStatementResultCommand, RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import {
  CreateNamespaceCommand,
  CreateWorkgroupCommand,
  RedshiftServerlessClient,
} from "@aws-sdk/client-redshift-serverless";
import { CreateLFTagCommand, GetLFTagCommand, LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resetSandbox, sandboxEnvironment, sandboxStatus, startSandbox, stopSandbox } from "../../../sandbox/index.ts";
import { markedProcesses } from "../../../sandbox/processes/terminate.ts";

const folderVariable = "LAKEHOUSE_SANDBOX_FOLDER";

describe("A sandbox's life", () => {
  // Java decodes arguments by the locale and properties files as Latin-1, and a space splits unquoted arguments.
  const folder = mkdtempSync(join(tmpdir(), "lakehouse dätä ☃ life-"));
  const usual = process.env[folderVariable];

  // Every call sets the folder again, so that the other tests' sandbox is never touched.
  const inOwnFolder = async <T>(work: () => Promise<T> | T): Promise<T> => {
    process.env[folderVariable] = folder;
    try {
      return await work();
    } finally {
      if (usual === undefined) Reflect.deleteProperty(process.env, folderVariable);
      else process.env[folderVariable] = usual;
    }
  };

  const clients = () => {
    const options = {
      endpoint: sandboxEnvironment()?.["AWS_ENDPOINT_URL"] ?? "",
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    return {
      s3: new S3Client({ ...options, forcePathStyle: true }),
      secrets: new SecretsManagerClient(options),
      lake: new LakeFormationClient(options),
      redshift: new RedshiftDataClient(options),
      serverless: new RedshiftServerlessClient(options),
    };
  };

  after(async () => {
    await inOwnFolder(resetSandbox);
    rmSync(folder, { recursive: true, force: true });
  });

  it("begins once, keeps its data over a stop, and ends without a trace even after kills", () =>
    inOwnFolder(async () => {
      const steps: string[] = [];
      const record = (progress: { kind: string; step: string }): void => {
        if (progress.kind === "started") steps.push(progress.step);
      };
      await Promise.all([startSandbox({ onProgress: record }), startSandbox({ onProgress: record })]);
      expect(steps.sort()).to.deep.equal(["emulator", "source", "trino"]);
      const status = sandboxStatus();
      expect(status.running).to.equal(true);

      const first = clients();
      await first.s3.send(new CreateBucketCommand({ Bucket: "kept" }));
      await first.secrets.send(new CreateSecretCommand({ Name: "kept", SecretString: "still here" }));
      await first.lake.send(new CreateLFTagCommand({ TagKey: "kept", TagValues: ["yes"] }));
      const administrator = { adminUsername: "admin", manageAdminPassword: true };
      const { namespace } = await first.serverless.send(
        new CreateNamespaceCommand({ namespaceName: "kept", ...administrator }),
      );
      await first.serverless.send(new CreateWorkgroupCommand({ workgroupName: "kept", namespaceName: "kept" }));
      const warehouse = { WorkgroupName: "kept", Database: "dev", SecretArn: namespace?.adminPasswordSecretArn };
      const statement = (Sql: string) => new ExecuteStatementCommand({ ...warehouse, Sql, WaitTimeSeconds: 30 });
      const { Status } = await first.redshift.send(statement("CREATE ROLE kept"));
      expect(Status).to.equal("FINISHED");
      await stopSandbox();
      expect(sandboxStatus().running).to.equal(false);
      expect(sandboxEnvironment()).to.equal(undefined);
      expect(markedProcesses(folder)).to.deep.equal([]);

      await startSandbox();
      expect(sandboxStatus().endpoint, "queue URLs hold the port, so it must stay").to.equal(status.endpoint);
      const second = clients();
      const { Buckets } = await second.s3.send(new ListBucketsCommand({}));
      expect(Buckets?.map((bucket) => bucket.Name)).to.include("kept");
      const secret = await second.secrets.send(new GetSecretValueCommand({ SecretId: "kept" }));
      expect(secret.SecretString).to.equal("still here");
      const tag = await second.lake.send(new GetLFTagCommand({ TagKey: "kept" }));
      expect(tag.TagValues).to.deep.equal(["yes"]);
      const { Id } = await second.redshift.send(
        statement("SELECT role_name FROM svv_roles WHERE role_owner = 'admin'"),
      );
      const { Records } = await second.redshift.send(new GetStatementResultCommand({ Id }));
      expect(Records).to.deep.equal([[{ stringValue: "kept" }]]);

      const emulator = sandboxStatus().parts.find((part) => part.name === "emulator");
      for (const pid of emulator?.processIds ?? []) process.kill(pid, "SIGKILL");
      rmSync(join(folder, "state.json"));
      expect(markedProcesses(folder)).to.not.deep.equal([]);
      await stopSandbox();
      expect(markedProcesses(folder)).to.deep.equal([]);
    }));
});
