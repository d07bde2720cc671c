import { Fault, reasonOf } from "../../model/fault.ts";
import type { Clock } from "../clock.ts";
import { fullJitterMs } from "../retry.ts";
import type { ReadSecret } from "../secrets/secret-reader.ts";
import { retryAfterMs } from "./retry-after.ts";
import { parseAnswer, type SourceAnswer } from "./source-answer.ts";

/** Where a source is, according to the stack's config. */
export interface SourceSettings {
  readonly baseUrl: string;
  readonly secretId: string;
}

export interface SourceRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** What the request is for, named in errors. */
  readonly place: string;
  /** Milliseconds since the epoch by which the answer must arrive, however many attempts it takes. */
  readonly deadline: number;
}

/** One source's API, with its token. Returns only 200 responses with JSON. */
export type AskSource = (request: SourceRequest) => Promise<SourceAnswer>;

export interface SourceClientOptions {
  readonly settings: SourceSettings;
  readonly readSecret: ReadSecret;
  /** Timeout of one call. */
  readonly timeoutSeconds: number;
  /**
   * Limit for one request with all its attempts, if other datasets wait for it; if absent, only its own deadline
   * applies.
   */
  readonly patienceSeconds?: number;
  readonly clock: Clock;
}

const backoff = { baseMs: 500, capMs: 20_000 };

const endpoint = (baseUrl: string, request: SourceRequest): string => {
  const query = new URLSearchParams(request.query).toString();
  return `${baseUrl.replace(/\/+$/, "")}${request.path}${query === "" ? "" : `?${query}`}`;
};

const unreachable = (place: string, error: unknown, timeoutSeconds: number): Fault => {
  const hung = error instanceof Error && error.name === "TimeoutError";
  const message = hung ? `no full answer within ${timeoutSeconds} s` : reasonOf(error);
  const fix = "nothing was written; check the source's health if this continues";
  return new Fault({ code: hung ? "SOURCE_TIMEOUT" : "SOURCE_UNREACHABLE", place, message, fix }, { retry: "soon" });
};

const passing = new Set([408, 425, 429]);

const refusal = (place: string, response: Response, now: number): Fault => {
  const { status } = response;
  const retry = passing.has(status) || status >= 500 ? "soon" : "later";
  const wait = retryAfterMs(response.headers.get("retry-after"), now);
  const fix =
    retry === "soon"
      ? "lower the extraction's maximum concurrency if this continues"
      : "compare the contract's path and the stack's base URL with the source's API";
  const problem = { code: `SOURCE_HTTP_${status}`, place, message: "the source refused the request", fix };
  return new Fault(problem, { retry, ...(wait !== undefined && { retryAfterMs: wait }) });
};

const unauthorized = (place: string, secretId: string): Fault =>
  new Fault(
    {
      code: "SOURCE_UNAUTHORIZED",
      place,
      message: `the source refused the token of secret ${secretId}, even after it was read again`,
      fix: `set the source's current token with "lakehouse secret set"`,
    },
    { retry: "later" },
  );

export const sourceClient = (options: SourceClientOptions): AskSource => {
  const { settings, readSecret, timeoutSeconds, patienceSeconds = Number.POSITIVE_INFINITY, clock } = options;
  /** All pages of this process pause together: if each of them continued, they would use up the source's rate limit. */
  let pausedUntil = 0;

  const send = async (request: SourceRequest, token: string): Promise<Response> =>
    fetch(endpoint(settings.baseUrl, request), {
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      // A redirect could carry the token to another host.
      redirect: "error",
      signal: AbortSignal.timeout(Math.max(1, Math.min(timeoutSeconds * 1000, request.deadline - clock.now()))),
    });

  const attempt = async (request: SourceRequest): Promise<SourceAnswer> => {
    const { place } = request;
    try {
      const token = await readSecret(settings.secretId);
      let response = await send(request, token);
      if (response.status === 401) {
        await response.body?.cancel();
        response = await send(request, await readSecret(settings.secretId, { refused: token }));
        if (response.status === 401) throw unauthorized(place, settings.secretId);
      }
      if (response.status !== 200) {
        await response.body?.cancel();
        throw refusal(place, response, clock.now());
      }
      const body = new Uint8Array(await response.arrayBuffer());
      return parseAnswer(place, response.headers.get("content-type") ?? "", body);
    } catch (error) {
      throw error instanceof Fault ? error : unreachable(place, error, timeoutSeconds);
    }
  };

  const pauseMs = (fault: Fault, attempts: number): number => {
    const jitter = fullJitterMs(attempts, backoff, clock.random);
    if (fault.retryAfterMs === undefined) return jitter;
    pausedUntil = Math.max(pausedUntil, clock.now() + fault.retryAfterMs);
    return fault.retryAfterMs + jitter;
  };

  return async (asked) => {
    const request = { ...asked, deadline: Math.min(asked.deadline, clock.now() + patienceSeconds * 1000) };
    for (let attempts = 0; ; attempts += 1) {
      const paused = pausedUntil - clock.now();
      if (paused > 0 && clock.now() + paused < request.deadline) await clock.sleep(paused);
      try {
        return await attempt(request);
      } catch (error) {
        if (!(error instanceof Fault) || error.retry !== "soon") throw error;
        const pause = pauseMs(error, attempts);
        if (clock.now() + pause >= request.deadline) throw error;
        await clock.sleep(pause);
      }
    }
  };
};
