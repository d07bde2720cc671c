/** Checks before the first deployment. */
import { whereAmI } from "../../../aws/sts/caller.ts";
import type { Config } from "../../../infra/config.ts";
import type { Bundle } from "../../../model/documents/contract-bundle.ts";
import { projectName, resourcePrefix } from "../../../model/names.ts";
import type { Check } from "../check.ts";
import { sourcesCheck, type AskedSource } from "../sources.ts";
import { callerCheck } from "./account.ts";
import { lakeFormationCheck } from "./lake-formation.ts";
import { concurrencyCheck, quotaCheck } from "./limits.ts";
import { namesCheck } from "./names.ts";
import { settingsCheck } from "./settings.ts";

export interface Undeployed {
  readonly stack: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly config: Config;
  readonly bundle: Bundle;
  readonly isDeployed: boolean;
}

/** Environment variable that supplies a token before its secret exists, e.g. `LAKEHOUSE_TOKEN_FLIGHTS`. */
export const tokenVariable = (source: string): string => `LAKEHOUSE_TOKEN_${source.toUpperCase().replaceAll("-", "_")}`;

const askedSources = ({ config, bundle }: Undeployed): readonly AskedSource[] =>
  Object.entries(config.sources).map(([name, { address, location }]) => ({
    name,
    address,
    token: bundle.sources.some((source) => source.name === name && source.tokenSecret === undefined)
      ? ""
      : process.env[tokenVariable(name)],
    howToPut: `set ${tokenVariable(name)} to test with it`,
    isInNetwork: location === "network",
  }));

export const checksBefore = async (undeployed: Undeployed): Promise<readonly Check[]> => {
  const { stack, settings, config, bundle, isDeployed } = undeployed;
  const { account: accountId, partition, region } = await whereAmI();
  const sources = bundle.sources.map(({ name }) => name);
  return [
    callerCheck,
    settingsCheck({ stack, settings, config, account: { accountId, partition }, region }),
    concurrencyCheck(config),
    quotaCheck(config, bundle.schedules.length),
    lakeFormationCheck(isDeployed),
    namesCheck({ prefix: resourcePrefix(projectName, stack), accountId, sources, isDeployed }),
    sourcesCheck(bundle, () => Promise.resolve(askedSources(undeployed))),
  ];
};
