import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { stsClient } from "../../aws/sts/client.ts";
import type { Context } from "../context.ts";

export interface AwsPlace {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** Undefined in an account, which AWS's own endpoints lead to. */
  readonly endpoint: string | undefined;
}

/** Where this process's AWS clients work. */
export const whereAmI = async (client: STSClient = stsClient()): Promise<AwsPlace> => {
  const { Account: account = "", Arn: arn = "" } = await client.send(new GetCallerIdentityCommand({}));
  return {
    account,
    partition: arn.split(":")[1] ?? "aws",
    region: await client.config.region(),
    endpoint: process.env["AWS_ENDPOINT_URL"],
  };
};

/** `account 000000000000, us-east-1, stack sandbox, at http://127.0.0.1:4566`; without an endpoint it is AWS itself. Pure. */
export const describePlace = (stack: string, { account, region, endpoint }: Omit<AwsPlace, "partition">): string =>
  `account ${account}, ${region}, stack ${stack}${endpoint === undefined ? "" : `, at ${endpoint}`}`;

/** Says where a command is about to work, before it does. */
export const tellPlace = async (stack: string, { progress }: Pick<Context, "progress">): Promise<void> => {
  progress.note(`In ${describePlace(stack, await whereAmI())}`);
};
