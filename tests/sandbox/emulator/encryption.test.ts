import { randomUUID } from "node:crypto";
import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { sandboxClientOptions } from "../../support/sandbox.ts";

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "no error");
const refusal = (call: Promise<unknown>): Promise<string> => call.then(() => "no error", nameOf);

describe("keys of log groups", () => {
  const logGroupName = `/test/${randomUUID()}`;
  let logs: CloudWatchLogsClient;
  let kms: KMSClient;

  before(async () => {
    logs = new CloudWatchLogsClient(sandboxClientOptions());
    kms = new KMSClient(sandboxClientOptions());
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
  });
  after(async () => {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    logs.destroy();
    kms.destroy();
  });

  const keyOfGroup = async (): Promise<string | undefined> =>
    (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))).logGroups?.[0]?.kmsKeyId;

  it("are given, taken away, and refused when there is no such key", async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: logGroupName }));
    const kmsKeyId = KeyMetadata?.Arn ?? "";
    await logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }));
    expect(await keyOfGroup()).to.equal(kmsKeyId);
    await logs.send(new DisassociateKmsKeyCommand({ logGroupName }));
    expect(await keyOfGroup()).to.equal(undefined);
    const stranger = kmsKeyId.replace(/[^/]+$/, randomUUID());
    const associated = logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId: stranger }));
    expect(await refusal(associated)).to.equal("InvalidParameterException");
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: kmsKeyId, PendingWindowInDays: 7 }));
  });
});

describe("rotation of secrets", () => {
  const SecretId = `test/${randomUUID()}`;
  let secrets: SecretsManagerClient;

  before(async () => {
    secrets = new SecretsManagerClient(sandboxClientOptions());
    await secrets.send(new CreateSecretCommand({ Name: SecretId }));
  });
  after(async () => {
    await secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    secrets.destroy();
  });

  it("is refused without a function, and with one that Secrets Manager may not call", async () => {
    const withoutFunction = secrets.send(new RotateSecretCommand({ SecretId }));
    expect(await refusal(withoutFunction)).to.equal("InvalidRequestException");
    const RotationLambdaARN = "arn:aws:lambda:us-east-1:000000000000:function:nobody";
    const withStranger = secrets.send(new RotateSecretCommand({ SecretId, RotationLambdaARN }));
    expect(await refusal(withStranger)).to.equal("AccessDeniedException");
  });

  it("is switched off", async () => {
    expect(await refusal(secrets.send(new CancelRotateSecretCommand({ SecretId })))).to.equal("no error");
  });

  it("has nothing to read from a secret without a value", async () => {
    expect(await refusal(secrets.send(new GetSecretValueCommand({ SecretId })))).to.equal("ResourceNotFoundException");
  });
});
