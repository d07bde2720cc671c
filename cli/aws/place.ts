import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

export interface AwsPlace {
  readonly account: string;
  readonly region: string;
  /** Undefined in an account, which AWS's own endpoints lead to. */
  readonly endpoint: string | undefined;
}

/** Where this process's AWS clients work. */
export const whereAmI = async (client: STSClient = new STSClient()): Promise<AwsPlace> => {
  const { Account: account = "" } = await client.send(new GetCallerIdentityCommand({}));
  return { account, region: await client.config.region(), endpoint: process.env["AWS_ENDPOINT_URL"] };
};
