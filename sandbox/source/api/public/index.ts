import { badRequest, notFound } from "../answer.ts";
import type { Answer, Api, Ask } from "../ask.ts";
import { keptByName } from "../kept.ts";
import { githubApi } from "./github.ts";
import { jiraApi } from "./jira.ts";
import { parsePublicApi, type PublicOptions } from "./options.ts";
import { salesforceApi } from "./salesforce.ts";
import { shopifyApi } from "./shopify.ts";
import { stripeApi } from "./stripe.ts";

const makers: Readonly<Record<string, (options: PublicOptions, now: () => number) => Api>> = {
  github: githubApi,
  jira: jiraApi,
  salesforce: salesforceApi,
  shopify: shopifyApi,
  stripe: stripeApi,
};

/**
 * Public APIs as their own documentation has them: `/apis/<name>/…`, and after the name, options.
 *
 * @param now epoch milliseconds
 */
export const publicApis = (now: () => number): ((segment: string, ask: Ask) => Answer) => {
  const made = keptByName((segment): Api => {
    const parsed = parsePublicApi(segment);
    if ("problems" in parsed) return () => badRequest(parsed.problems);
    const { name, options } = parsed;
    const maker = Object.hasOwn(makers, name) ? makers[name] : undefined;
    return maker?.(options, now) ?? ((): Answer => notFound(`/apis/${name}`));
  });
  return (segment, ask) => made(segment)(ask);
};
