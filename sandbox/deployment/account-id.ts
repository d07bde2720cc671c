import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { present } from "./resource-type.ts";

/** The endpoint's account ID, for ARNs and for calls that require it. */
export const accountId = async (): Promise<string> => {
  const { Account } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return present(Account, "Account");
};
