import { parseList } from "../behavior-list.ts";
import { conflicts } from "./conflicts.ts";
import { behaviorKeys, hasEnvelope, type BehaviorValues } from "./keys.ts";

export interface Behavior extends Omit<BehaviorValues, "total"> {
  readonly total: NonNullable<BehaviorValues["total"]>;
}

/** What a segment such as `paging=cursor,rows=250` asks for, or everything that is wrong with it. */
export const parseBehavior = (segment: string): Behavior | { readonly problems: readonly string[] } => {
  const parsed = parseList(segment, behaviorKeys);
  if ("problems" in parsed) return parsed;
  const problems = conflicts(parsed.values, parsed.stated);
  if (problems.length > 0) return { problems };
  const { values } = parsed;
  return { ...values, total: values.total ?? (hasEnvelope(values) ? "body" : "header") };
};
