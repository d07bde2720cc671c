/** The stack's settings against the account: what `pulumi up` would refuse. */
import { GetRoleCommand, NoSuchEntityException } from "@aws-sdk/client-iam";
import { iamClient } from "../../../aws/iam/client.ts";
import { accountProblems, ownRoleNames, type Account } from "../../../infra/config/account.ts";
import { neededServices } from "../../../infra/config/needed-services.ts";
import { stackNameProblems } from "../../../infra/config/stack-name.ts";
import { givenSettings, type Config } from "../../../infra/config.ts";
import { projectName } from "../../../model/names.ts";
import { regionProblems } from "../../../model/region.ts";
import { findingsOf, type Check } from "../check.ts";

/** ARNs of the roles of these names that there are. */
const rolesFound = async (names: readonly string[]): Promise<readonly string[]> => {
  const client = iamClient();
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        return (await client.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn;
      } catch (error) {
        if (error instanceof NoSuchEntityException) return undefined;
        throw error;
      }
    }),
  );
  return found.filter((arn) => arn !== undefined);
};

export interface CheckedStack {
  readonly stack: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly config: Config;
  readonly account: Account;
  readonly region: string;
}

export const settingsCheck = ({ stack, settings, config, account, region }: CheckedStack): Check => ({
  code: "SETTINGS",
  title: "Settings and principals",
  look: async () => {
    const names = ownRoleNames(config, account);
    const problems = [
      ...stackNameProblems(projectName, stack),
      ...regionProblems(region, neededServices(config)),
      ...accountProblems(givenSettings(settings), config, account, await rolesFound(names)),
    ];
    return findingsOf(problems, `Pulumi.${stack}.yaml fits the account; IAM has all ${names.length} principals`);
  },
});
