/** Checks the stack's settings against the account: what `pulumi up` would refuse. */
import { iamClient } from "../../../aws/iam/client.ts";
import { rolesFound } from "../../../aws/iam/roles.ts";
import { givenSettings, type Config } from "../../../infra/config.ts";
import { accountProblems, ownRoleNames, type Account } from "../../../infra/config/account.ts";
import { neededServices } from "../../../infra/config/needed-services.ts";
import { stackNameProblems } from "../../../infra/config/stack-name.ts";
import { projectName } from "../../../model/names.ts";
import { regionProblems } from "../../../model/region.ts";
import { findingsOf, type Check } from "../check.ts";

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
      ...accountProblems(givenSettings(settings), config, account, await rolesFound(iamClient(), names)),
    ];
    return findingsOf(problems, `Pulumi.${stack}.yaml fits the account; IAM has all ${names.length} principals`);
  },
});
