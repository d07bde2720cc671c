import { jsonAnswer } from "../answer.ts";
import type { Answer } from "../ask.ts";
import type { Behavior } from "./behavior.ts";
import type { WayState } from "./state.ts";

const dayMs = 86_400_000;

/** When to come again: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3. Both forms are of whole seconds. */
const retryAfter = ({ retry }: Behavior, waitMs: number, now: number): Readonly<Record<string, string>> => {
  if (retry === "none") return {};
  if (retry === "seconds") return { "retry-after": Math.max(1, Math.ceil(waitMs / 1_000)).toString() };
  return { "retry-after": new Date(Math.ceil((now + waitMs) / 1_000) * 1_000).toUTCString() };
};

/** Refuses a call beyond the behavior's rate or its quota of the day. */
export const limitCalls = (behavior: Behavior, state: WayState, now: number): Answer | undefined => {
  const refuse = (error: string, waitMs: number): Answer => {
    state.countLimited();
    return jsonAnswer(Number(behavior.limited), { error }, retryAfter(behavior, waitMs, now));
  };
  const waitMs = state.rate?.take(now) ?? 0;
  if (waitMs > 0) return refuse("rate_limited", waitMs);
  if (behavior.quota === undefined || state.takeOfQuota(behavior.quota, now)) return undefined;
  return refuse("quota_exceeded", dayMs - (now % dayMs));
};
