/** Roles of the tests' own, and their credentials. */
import { AlreadyExistsException, CreateDatabaseCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { GrantPermissionsCommand, LakeFormationClient, RevokePermissionsCommand } from "@aws-sdk/client-lakeformation";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { randomUUID } from "node:crypto";
import { sandboxClientOptions, type SandboxClientOptions } from "./sandbox.ts";

/** IAM allows it everything, so that any denial is another service's decision. */
const everything = "arn:aws:iam::aws:policy/AdministratorAccess";

export interface RoleFixture {
  readonly arn: string;
  /** Client options for working as the role. */
  readonly options: SandboxClientOptions;
  readonly remove: () => Promise<void>;
}

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});

/** What Lake Formation must grant to anyone who queries through Athena, whatever they read. */
const findsDefault = (arn: string) => ({
  Principal: { DataLakePrincipalIdentifier: arn },
  Resource: { Database: { Name: "default" } },
  Permissions: ["DESCRIBE" as const],
});

/** Athena's database `default`, which a deployment creates if it doesn't exist. */
const makeDefaultDatabase = async (): Promise<void> => {
  const glue = new GlueClient(sandboxClientOptions());
  try {
    await glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: "default", CreateTableDefaultPermissions: [] } }),
    );
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) throw error;
  } finally {
    glue.destroy();
  }
};

/** A role that IAM allows everything, or only what one policy allows. */
export const roleFixture = async (purpose: string, policy: string = everything): Promise<RoleFixture> => {
  const options = sandboxClientOptions();
  const iam = new IAMClient(options);
  const sts = new STSClient(options);
  const name = `${purpose}-${randomUUID()}`;
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: policy }));
  const arn = Role?.Arn ?? "";
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "test" }));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return {
    arn,
    options: {
      ...options,
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    },
    remove: async () => {
      await iam.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn: policy }));
      await iam.send(new DeleteRoleCommand({ RoleName: name }));
      iam.destroy();
      sts.destroy();
    },
  };
};

/** A role that may query through Athena; its test decides what. */
export const queryingRoleFixture = async (purpose: string): Promise<RoleFixture> => {
  const role = await roleFixture(purpose);
  const lake = new LakeFormationClient(sandboxClientOptions());
  await makeDefaultDatabase();
  await lake.send(new GrantPermissionsCommand(findsDefault(role.arn)));
  return {
    ...role,
    remove: async () => {
      await lake.send(new RevokePermissionsCommand(findsDefault(role.arn)));
      lake.destroy();
      await role.remove();
    },
  };
};

/**
 * Grants a role what the program grants its jobs and crawlers on a database's tables. Grants are removed with the
 * database.
 */
export const letWriteTables = async (role: string, database: string): Promise<void> => {
  const lake = new LakeFormationClient(sandboxClientOptions());
  const Principal = { DataLakePrincipalIdentifier: role };
  const inDatabase = { Database: { Name: database } };
  const tables = { Table: { DatabaseName: database, TableWildcard: {} } };
  await lake.send(
    new GrantPermissionsCommand({ Principal, Resource: inDatabase, Permissions: ["CREATE_TABLE", "DESCRIBE"] }),
  );
  await lake.send(
    new GrantPermissionsCommand({ Principal, Resource: tables, Permissions: ["ALTER", "DESCRIBE", "DROP"] }),
  );
  lake.destroy();
};
