import { whereAmI, type AwsPlace } from "../../aws/sts/caller.ts";
import type { Context } from "../context.ts";

/**
 * `account 000000000000, us-east-1, stack sandbox, at http://127.0.0.1:4566`; without an endpoint it is AWS itself.
 * Pure.
 */
export const describePlace = (stack: string, { account, region, endpoint }: Omit<AwsPlace, "partition">): string =>
  `account ${account}, ${region}, stack ${stack}${endpoint === undefined ? "" : `, at ${endpoint}`}`;

/** Shows where a command is about to work, before it starts. */
export const tellPlace = async (stack: string, { progress }: Pick<Context, "progress">): Promise<void> => {
  progress.note(`In ${describePlace(stack, await whereAmI())}`);
};
