import { formatProblem, type Problem } from "./validation/problem.ts";

/**
 * When it makes sense to try again: `soon` for what passes by itself in seconds (connection reset, 5xx, truncated body),
 * `later` for an answer that the source gave on purpose and may correct, `never` for what only a person can mend.
 */
export type Retry = "soon" | "later" | "never";

export interface FaultOptions {
  readonly retry: Retry;
  /** What the other side asked to wait, e.g. by Retry-After. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A problem of one page, dataset or run, fit to be shown to a person: code, place, what was found and how to mend it. */
export class Fault extends Error {
  readonly problem: Problem;
  readonly retry: Retry;
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, options: FaultOptions) {
    super(formatProblem(problem), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = problem.code;
    this.problem = problem;
    this.retry = options.retry;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The innermost message of an error: `fetch failed` says nothing, its cause does. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return `${error.message}: ${reasonOf(error.cause)}`;
  const code = "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
  return `${error.message}${code}`;
};
