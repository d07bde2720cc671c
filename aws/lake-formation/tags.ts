import type { LFTagPair } from "@aws-sdk/client-lakeformation";
import type { Tags } from "../../model/governance/tags.ts";

/** A tag of ours has one value on a thing. */
export const toTags = (pairs: readonly LFTagPair[] = []): Tags =>
  Object.fromEntries(pairs.map(({ TagKey: key = "", TagValues: values = [] }) => [key, values[0] ?? ""]));

export const toPairs = (tags: Tags): LFTagPair[] =>
  Object.entries(tags).map(([key, value]) => ({ TagKey: key, TagValues: [value] }));
