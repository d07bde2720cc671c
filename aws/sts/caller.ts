import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { stsClient } from "./client.ts";

export interface Caller {
  readonly account: string;
  /** ARN of the session, if a role was assumed. */
  readonly arn: string;
}

/** The identity of this process. */
export const whoAmI = async (client: STSClient = stsClient()): Promise<Caller> => {
  const { Account: account = "", Arn: arn = "" } = await client.send(new GetCallerIdentityCommand({}));
  return { account, arn };
};

export interface AwsPlace {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** `undefined` for an AWS account, which is reached at AWS's own endpoints. */
  readonly endpoint: string | undefined;
}

/** Where this process's AWS clients connect to. */
export const whereAmI = async (client: STSClient = stsClient()): Promise<AwsPlace> => {
  const { account, arn } = await whoAmI(client);
  return {
    account,
    partition: arn.split(":")[1] ?? "aws",
    region: await client.config.region(),
    endpoint: process.env["AWS_ENDPOINT_URL"],
  };
};
