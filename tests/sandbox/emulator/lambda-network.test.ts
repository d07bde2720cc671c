import { DescribeNetworkInterfacesCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  type VpcConfig,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import { randomUUID } from "node:crypto";
import { functionRuntime } from "../../../infra/function-runtime.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
/** A function that returns its own credentials, so that a test can make calls as the function. */
const source = `export const handler = async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});`;
const ZipFile = zipSync({ "index.mjs": strToU8(source) });

const actions = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"];
const interfaces = "arn:aws:ec2:us-east-1:000000000000:network-interface/*";

describe("A function in a network", () => {
  const name = `test-network-${randomUUID()}`;
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const Role = `arn:aws:iam::000000000000:role/${name}`;
  let iam: IAMClient;
  let lambda: LambdaClient;
  let network: VpcConfig;

  before(async () => {
    iam = new IAMClient(sandboxClientOptions());
    lambda = new LambdaClient(sandboxClientOptions());
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
    const ec2 = new EC2Client(sandboxClientOptions());
    const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    ec2.destroy();
    network = { SubnetIds: [subnets[0]?.SubnetId ?? ""], SecurityGroupIds: ["sg-00000000"] };
  });
  after(async () => {
    await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: "own" }));
    await iam.send(new DeleteRoleCommand({ RoleName: name }));
    lambda.destroy();
    iam.destroy();
  });

  const policy = async (...Statement: readonly object[]): Promise<void> => {
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "own", PolicyDocument }));
  };
  const allow = (Action: readonly string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
  const denyCode = {
    Effect: "Deny",
    Action: actions,
    Resource: "*",
    Condition: { ArnEquals: { "lambda:SourceFunctionArn": arn } },
  };

  const create = async (VpcConfig: VpcConfig): Promise<string> => {
    const settings = { FunctionName: name, Role, Handler: "index.handler", Code: { ZipFile }, VpcConfig };
    try {
      await lambda.send(new CreateFunctionCommand({ ...settings, Runtime: functionRuntime }));
      return "created";
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  };
  const refusal = (operation: string): string =>
    `InvalidParameterValueException: The provided execution role does not have permissions to call ${operation} on EC2`;

  it("is refused where its role may not attach it to any network, whatever it may on some resources", async () => {
    await policy(allow(["logs:PutLogEvents"], "*"));
    expect(await create(network)).to.equal(refusal("CreateNetworkInterface"));
    await policy(allow(actions, interfaces), allow(["ec2:DescribeNetworkInterfaces"], "*"));
    expect(await create(network)).to.equal(refusal("CreateNetworkInterface"));
    await policy(allow(actions.slice(0, 2), "*"), allow(actions, interfaces));
    expect(await create(network)).to.equal(refusal("DeleteNetworkInterface"));
  });

  it("is made where its role may, though its code may not", async () => {
    await policy(allow(actions, "*"), denyCode);
    expect(await create(network)).to.equal("created");
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName: name });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: name }));
    const credentials = JSON.parse(Buffer.from(Payload ?? []).toString()) as {
      accessKeyId: string;
      secretAccessKey: string;
      sessionToken: string;
    };
    const ec2 = new EC2Client({ ...sandboxClientOptions(), credentials });
    const describe = () => ec2.send(new DescribeNetworkInterfacesCommand({})).then(() => "allowed", String);
    expect(await describe()).to.match(/explicit deny|UnauthorizedOperation|AccessDenied/);
    await policy(allow(actions, "*"));
    expect(await describe(), "control").to.equal("allowed");
    ec2.destroy();
  });

  it("is asked about again when it is attached, and not when it is taken out", async () => {
    await policy(allow(["logs:PutLogEvents"], "*"));
    const update = async (VpcConfig: VpcConfig): Promise<string> =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, VpcConfig })).then(
        () => "updated",
        (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
      );
    expect(await update(network)).to.equal(refusal("CreateNetworkInterface"));
    expect(await update({ SubnetIds: [], SecurityGroupIds: [] })).to.equal("updated");
  });
});
