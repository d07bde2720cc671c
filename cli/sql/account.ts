import { revisionsPrefix } from "../../model/sql/environment.ts";
import { UsageError } from "../answer.ts";
import { describePlace } from "../aws/place.ts";
import { whereAmI, type AwsPlace } from "../../aws/sts/caller.ts";
import type { SqlLake } from "../aws/sql-lake.ts";
import type { Context } from "../context.ts";
import { confirmed } from "./confirmation.ts";

export interface AccountOptions {
  /** The intended account, 12 digits. */
  readonly accountId?: string;
}

type Surroundings = Pick<Context, "stdin" | "stderr" | "signal">;

const refuse = (code: string, message: string, fix: string): never => {
  throw new UsageError({ code, place: "--account-id", message, fix });
};

/** @throws UsageError ACCOUNT_ID_INVALID or ACCOUNT_OTHER */
const compareAccount = (asked: string, { account }: Pick<AwsPlace, "account">): void => {
  if (!/^\d{12}$/.test(asked)) {
    refuse("ACCOUNT_ID_INVALID", `"${asked}" is not an AWS account ID`, "write its 12 digits");
  }
  if (asked !== account) {
    const fix = `sign in to account ${asked}, or pass ${account} if you mean that one`;
    refuse("ACCOUNT_OTHER", `expected account ${asked}, but the credentials are for account ${account}`, fix);
  }
};

/**
 * Asks for confirmation of an account in which no revision of the stack was ever applied: using the wrong account's
 * credentials is an easy mistake, and the first apply creates something there. Revisions are stored in the account
 * itself, so nothing needs to be remembered here.
 *
 * @param place where the process's clients work; a custom endpoint is not an account
 * @returns whether to continue
 * @throws UsageError ACCOUNT_UNCONFIRMED if nobody can be asked
 */
export const isAccountAgreed = async (
  place: AwsPlace,
  {
    stack,
    ports,
  }: { readonly stack: string; readonly ports: { readonly documents: Pick<SqlLake["ports"]["documents"], "keys"> } },
  { accountId }: AccountOptions,
  context: Surroundings,
): Promise<boolean> => {
  if (accountId !== undefined) {
    compareAccount(accountId, place);
    return true;
  }
  if (place.endpoint !== undefined) return true;
  if ((await ports.documents.keys(revisionsPrefix)).length > 0) return true;
  const where = describePlace(stack, place);
  if (context.stdin.isTTY === true && process.env["CI"] === undefined) {
    return confirmed(`No SQL has ever been applied in ${where}. Is this the right account?`, context);
  }
  return refuse(
    "ACCOUNT_UNCONFIRMED",
    `no SQL has ever been applied in ${where}, and there is no terminal to confirm the account at`,
    `pass --account-id ${place.account} if it is the right one`,
  );
};

/** Like `isAccountAgreed`, for the place where this process works. */
export const agreesToAccount = async (lake: SqlLake, options: AccountOptions, context: Context): Promise<boolean> =>
  isAccountAgreed(await whereAmI(), lake, options, context);
