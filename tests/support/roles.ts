/** Roles of the tests' own, and their credentials. */
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { randomUUID } from "node:crypto";
import { sandboxClientOptions, type SandboxClientOptions } from "./sandbox.ts";

/** IAM allows it everything, so that what it can't do is another service's decision. */
const everything = "arn:aws:iam::aws:policy/AdministratorAccess";

export interface RoleFixture {
  readonly arn: string;
  /** Options of clients that work as the role. */
  readonly options: SandboxClientOptions;
  readonly remove: () => Promise<void>;
}

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});

/** A role that IAM allows everything, or what one policy says. */
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
