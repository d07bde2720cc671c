import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { present } from "./resource-type.ts";

/** Account of the endpoint, for ARNs and calls that AWS asks it in. */
export const accountId = async (): Promise<string> => {
  const { Account } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return present(Account, "Account");
};
