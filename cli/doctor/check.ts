/** Checks of an account or the sandbox: what was checked, what was found, and how to fix it. */
import type { Problem } from "../../model/validation/problem.ts";
import { describeError } from "../output/errors.ts";
import type { Progress, Step } from "../output/progress.ts";

/** `skipped`: can't be determined from here, with the reason; not a failure. */
export type CheckState = "ok" | "failed" | "skipped";

export interface Finding {
  readonly state: CheckState;
  /** What was found, as a sentence without a period. */
  readonly found: string;
  /** An instruction; present whenever the state is `failed`. */
  readonly fix?: string;
}

export interface Check {
  /** SCREAMING_SNAKE_CASE, stable: docs and users refer to it. */
  readonly code: string;
  /** What is checked, e.g. `a message through queue and function`. */
  readonly title: string;
  /** Read-only, or leaves nothing behind. An exception counts as a failure of the check. */
  readonly look: (step: Step, signal: AbortSignal) => Promise<Finding | readonly Finding[]>;
}

export interface CheckResult extends Finding {
  readonly code: string;
  readonly title: string;
}

export const ok = (found: string): Finding => ({ state: "ok", found });
export const failed = (found: string, fix: string): Finding => ({ state: "failed", found, fix });
export const skipped = (found: string): Finding => ({ state: "skipped", found });

/** Problems as findings; `fine` is reported if there are none. */
export const findingsOf = (problems: readonly Problem[], fine: string): readonly Finding[] =>
  problems.length === 0
    ? [ok(fine)]
    : problems.map(({ code, place, message, fix }) => failed(`${code} ${place}: ${message}`, fix));

const outcomeOf = async (check: Check, step: Step, signal: AbortSignal): Promise<readonly Finding[]> => {
  try {
    const found = await check.look(step, signal);
    return "state" in found ? [found] : found;
  } catch (error) {
    signal.throwIfAborted();
    return findingsOf(describeError(error).problems, "");
  }
};

/** Runs checks one after the other: those that use an engine would wait for each other anyway. */
export const runChecks = async (
  checks: readonly Check[],
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> => {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const { code, title } = check;
    const findings = await progress.step(title, (step) => outcomeOf(check, step, signal));
    results.push(...findings.map((finding) => ({ code, title, ...finding })));
  }
  return results;
};
