import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { Principal } from "../../model/documents/deployment.ts";
import { failure } from "../../model/validation/failure.ts";
import { stsClient } from "./client.ts";

interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * Credentials for a principal's role, valid for at most an hour.
 *
 * @throws ProblemsError ROLE_REFUSED if the role's trust policy does not let the caller assume it
 */
export const assumeRole = async ({ name, role }: Principal, client = stsClient()): Promise<SessionCredentials> => {
  try {
    const { Credentials: credentials } = await client.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: `lakehouse-${name}` }),
    );
    return {
      accessKeyId: credentials?.AccessKeyId ?? "",
      secretAccessKey: credentials?.SecretAccessKey ?? "",
      sessionToken: credentials?.SessionToken ?? "",
    };
  } catch (error) {
    if (!(error instanceof Error) || !/AccessDenied|NoSuchEntity|ValidationError/.test(error.name)) throw error;
    const fix = "check that the role exists and that its trust policy names you";
    throw failure("ROLE_REFUSED", role, `the caller can't take the role of ${name}: ${error.message}`, fix);
  }
};
