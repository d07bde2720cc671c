/** What is wrong when a source gives no answer, or one with another status than 200. */
import { Fault, reasonOf } from "../../../model/fault.ts";
import { isUsedUp, retryAfterMs } from "./retry-after.ts";

export const unreachable = (place: string, error: unknown, timeoutSeconds: number): Fault => {
  const hung = error instanceof Error && error.name === "TimeoutError";
  const message = hung ? `no full answer within ${timeoutSeconds} s` : reasonOf(error);
  const fix = "nothing was written; check the source's health if this continues";
  return new Fault({ code: hung ? "SOURCE_TIMEOUT" : "SOURCE_UNREACHABLE", place, message, fix }, { retry: "soon" });
};

const passing = new Set([408, 425, 429]);

/** Some APIs answer 403 when a limit is used up. */
const isLimited = ({ status, headers }: Response): boolean =>
  status === 403 && (headers.has("retry-after") || isUsedUp(headers));

export const refusal = (place: string, response: Response, now: number): Fault => {
  const { status } = response;
  const retry = passing.has(status) || status >= 500 || isLimited(response) ? "soon" : "later";
  const wait = retryAfterMs(response.headers, now);
  const fix =
    retry === "soon"
      ? "lower the extraction's maximum concurrency, or state the source's rate in contracts/sources.yaml, if this continues"
      : "compare the contract's path and the stack's base URL with the source's API";
  const problem = { code: `SOURCE_HTTP_${status}`, place, message: "the source refused the request", fix };
  return new Fault(problem, { retry, ...(wait !== undefined && { retryAfterMs: wait }) });
};

/** A redirect could carry credentials to another host, so none is followed. */
export const redirected = (place: string, response: Response): Fault => {
  const { status, headers } = response;
  const location = headers.get("location") ?? "";
  const host = URL.canParse(location, "http://same.invalid") ? new URL(location, "http://same.invalid").host : "?";
  const message = `the source redirects (${status}) to ${host === "same.invalid" ? "another path" : `the host ${host}`}`;
  const fix = "set the base URL to the place where the API answers itself";
  return new Fault({ code: "SOURCE_REDIRECTED", place, message, fix }, { retry: "later" });
};

export const unauthorized = (place: string, secretId: string | undefined): Fault =>
  new Fault(
    secretId === undefined
      ? {
          code: "SOURCE_UNAUTHORIZED",
          place,
          message: "the source wants to know who is asking",
          fix: "state its authentication in contracts/sources.yaml",
        }
      : {
          code: "SOURCE_UNAUTHORIZED",
          place,
          message: `the source refused the token of secret ${secretId}, even after it was read again`,
          fix: `set the source's current token with "lakehouse secret set"`,
        },
    { retry: "later" },
  );
