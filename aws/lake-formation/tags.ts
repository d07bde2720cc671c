import { paginateListLFTags, type LakeFormationClient, type LFTagPair } from "@aws-sdk/client-lakeformation";
import type { Tags } from "../../model/governance/tags.ts";

/** Each of our tags has a single value on a resource. */
export const toTags = (pairs: readonly LFTagPair[] = []): Tags =>
  Object.fromEntries(pairs.map(({ TagKey: key = "", TagValues: values = [] }) => [key, values[0] ?? ""]));

export const toPairs = (tags: Tags): LFTagPair[] =>
  Object.entries(tags).map(([key, value]) => ({ TagKey: key, TagValues: [value] }));

/** Keys of all tags of the account, the stack's and others. */
export const accountTagKeys = async (client: LakeFormationClient): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const { LFTags: page = [] } of paginateListLFTags({ client }, {})) {
    keys.push(...page.map(({ TagKey: key = "" }) => key));
  }
  return keys;
};
