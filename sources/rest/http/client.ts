import type { Clock } from "../../../aws/clock.ts";
import { fullJitterMs } from "../../../aws/retry.ts";
import { Fault } from "../../../model/fault.ts";
import type { Authenticate, Credentials } from "../auth/authentication.ts";
import { redirected, refusal, unauthorized, unreachable } from "./refusal.ts";

/** Where to ask: parameters below the base URL, or a link that the source itself gave. */
export type Target =
  { readonly path: string; readonly query: Readonly<Record<string, string>> } | { readonly link: string };

export interface SourceRequest {
  readonly target: Target;
  /** Names in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the request is for, named in errors. */
  readonly place: string;
  /** Milliseconds since the epoch by which the answer must arrive, however many attempts it takes. */
  readonly deadline: number;
}

/** A 200 response, read completely. */
export interface Received {
  readonly body: Uint8Array;
  readonly headers: Headers;
}

/** One source's API, with its credentials. `read` checks an answer; what it refuses as transient is requested again. */
export type AskSource = <Answer>(request: SourceRequest, read: (received: Received) => Answer) => Promise<Answer>;

/** Waits until the source's rate allows another call. */
export type TakeTurn = (place: string, deadline: number) => Promise<void>;

export interface SourceClientOptions {
  readonly baseUrl: string;
  /** Names the secret in errors; absent if the source needs none. */
  readonly secretId?: string;
  readonly authenticate: Authenticate;
  readonly takeTurn: TakeTurn;
  /** Timeout of one call. */
  readonly timeoutSeconds: number;
  /**
   * Limit for one request with all its attempts, if other datasets wait for it; if absent, only its own deadline
   * applies.
   */
  readonly patienceSeconds?: number;
  readonly clock: Clock;
}

const mostRenewals = 5;

const backoff = { baseMs: 500, capMs: 20_000 };

const endpoint = (baseUrl: string, target: Target, credentials: Credentials): URL => {
  const url = "link" in target ? new URL(target.link, baseUrl) : new URL(`${baseUrl}${target.path}`);
  const added = { ...("link" in target ? {} : target.query), ...credentials.query };
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value);
  return url;
};

/** Credentials come last: nothing that a contract says replaces them. */
const headersOf = ({ headers = {} }: SourceRequest, credentials: Credentials): Headers => {
  const sent = new Headers({ accept: "application/json" });
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  for (const [name, value] of Object.entries(credentials.headers)) sent.set(name, value);
  return sent;
};

export const sourceClient = (options: SourceClientOptions): AskSource => {
  const { authenticate, takeTurn, timeoutSeconds, patienceSeconds = Number.POSITIVE_INFINITY, clock } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  /** All pages of this process pause together: if each of them continued, they would use up the source's rate limit. */
  let pausedUntil = 0;

  const send = async (request: SourceRequest, credentials: Credentials): Promise<Response> => {
    await takeTurn(request.place, request.deadline);
    return fetch(endpoint(baseUrl, request.target, credentials), {
      headers: headersOf(request, credentials),
      redirect: "manual",
      signal: AbortSignal.timeout(Math.max(1, Math.min(timeoutSeconds * 1000, request.deadline - clock.now()))),
    });
  };

  /** Any answer but a refusal of the credentials. Other requests may use up a renewed token before this one does. */
  const authorized = async (request: SourceRequest): Promise<Response> => {
    let credentials = await authenticate(request.deadline);
    for (let refusals = 0; ; refusals += 1) {
      const response = await send(request, credentials);
      if (response.status !== 401) return response;
      await response.body?.cancel();
      const renewed = await authenticate(request.deadline, credentials);
      const isSame = JSON.stringify(renewed) === JSON.stringify(credentials);
      // Fresh ones that were refused, and are still the newest, would be refused again
      if ((isSame && refusals > 0) || refusals >= mostRenewals) throw unauthorized(request.place, options.secretId);
      credentials = renewed;
    }
  };

  const receive = async (request: SourceRequest): Promise<Received> => {
    const { place } = request;
    try {
      const response = await authorized(request);
      if (response.status !== 200) {
        await response.body?.cancel();
        const isElsewhere = response.status >= 300 && response.status < 400;
        throw isElsewhere ? redirected(place, response) : refusal(place, response, clock.now());
      }
      return { body: new Uint8Array(await response.arrayBuffer()), headers: response.headers };
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

  return async (asked, read) => {
    const request = { ...asked, deadline: Math.min(asked.deadline, clock.now() + patienceSeconds * 1000) };
    for (let attempts = 0; ; attempts += 1) {
      const paused = pausedUntil - clock.now();
      if (paused > 0 && clock.now() + paused < request.deadline) await clock.sleep(paused);
      try {
        return read(await receive(request));
      } catch (error) {
        if (!(error instanceof Fault) || error.retry !== "soon") throw error;
        const pause = pauseMs(error, attempts);
        if (clock.now() + pause >= request.deadline) throw error;
        await clock.sleep(pause);
      }
    }
  };
};
