/** Public APIs as the demo source models them from their documentation, read by contracts as a user would write them. */
import { readdirSync, readFileSync } from "node:fs";
import type { Bundle } from "../../../model/documents/contract-bundle.ts";
import type { SourceApis } from "../../../tests/support/source-apis.ts";
import { credentials } from "../../../sandbox/source/api/credentials.ts";
import { compiled, runNight, type Night, type NightOptions } from "./night.ts";

const { github, stripe, salesforce, shopify, jira } = credentials;

/** The values that the APIs' secrets have. */
export const secrets = {
  github,
  stripe: `${stripe}:`,
  salesforce: `${salesforce.id}:${salesforce.secret}`,
  shopify,
  jira: `${jira.user}:${jira.password}`,
} as const;
export type PublicApi = keyof typeof secrets;

const folder = "tests/contracts/apis";

/** The texts of an API's contracts, by the names of their files. */
export const textsOf = (api: PublicApi): ReadonlyMap<string, string> =>
  new Map(readdirSync(`${folder}/${api}`).map((file) => [file, readFileSync(`${folder}/${api}/${file}`, "utf8")]));

/** @param change of each text */
export const bundleOf = (api: PublicApi, change: (text: string) => string = (text) => text): Bundle => {
  const texts = textsOf(api);
  const contracts = [...texts].filter(([file]) => file !== "sources.yaml").map(([, text]) => change(text));
  return compiled(change(texts.get("sources.yaml") ?? ""), ...contracts);
};

export interface ApiNight extends Partial<
  Pick<NightOptions, "window" | "bundle" | "secret" | "betweenPagesAndReconciliation">
> {
  /** What may follow the API's name in its path, such as `rows=50,rate=5:60`. */
  readonly way?: string;
}

let runs = 0;

/** A night of an API's contracts; each has counters of its own. */
export const apiNight = async (
  apis: SourceApis,
  api: PublicApi,
  { way = "rows=300", ...options }: ApiNight = {},
): Promise<ReadonlyMap<string, Night>> => {
  runs += 1;
  const address = `${apis.url}/apis/${api},run=n${runs},${way}`;
  return runNight({ bundle: bundleOf(api), address, secret: secrets[api], clock: apis.clock, ...options });
};
