import { formatProblem, type Problem } from "./validation/problem.ts";

/**
 * When to retry: `soon` for what resolves by itself in seconds (connection reset, 5xx, truncated body), `later` for an
 * answer that the source gave on purpose and may correct, `never` for what only a person can fix.
 */
export type Retry = "soon" | "later" | "never";

export interface FaultOptions {
  readonly retry: Retry;
  /** Wait requested by the other side, e.g. with Retry-After. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A problem of one page, dataset, or run, suitable for display: code, place, what was found, and how to fix it. */
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

/** The innermost message of an error: `fetch failed` says nothing, but its cause does. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return `${error.message}: ${reasonOf(error.cause)}`;
  const code = "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
  return `${error.message}${code}`;
};
