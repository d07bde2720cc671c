/** The part of a source's API that issues tokens. Tokens are never part of an error. */
import { Fault, reasonOf } from "../model/fault.ts";

export interface TokenSource {
  readonly name: string;
  /** URL where `POST` issues a token and `GET` checks one. */
  readonly url: string;
}

/** Requests a new token with a valid one. */
export type IssueToken = (source: TokenSource, current: string) => Promise<string>;

const ask = async (
  { name, url }: TokenSource,
  method: string,
  token: string,
  timeoutSeconds: number,
): Promise<Response> => {
  try {
    return await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      // A redirect could carry the token to another host
      redirect: "error",
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
  } catch (error) {
    const problem = {
      code: "SOURCE_UNREACHABLE",
      place: `tokens of source ${name}`,
      message: reasonOf(error),
      fix: "check the source's health; the current token stays",
    };
    throw new Fault(problem, { retry: "soon" });
  }
};

const refused = (name: string, what: string, status: number): Fault =>
  new Fault(
    {
      code: status === 401 ? "SOURCE_UNAUTHORIZED" : `SOURCE_HTTP_${status}`,
      place: `tokens of source ${name}`,
      message: `the source refused ${what}`,
      fix:
        status === 401
          ? 'set a token that the source accepts with "lakehouse secret set", then rotate again'
          : "compare auth.rotation in contracts/sources.yaml with the source's API",
    },
    { retry: status >= 500 ? "soon" : "later" },
  );

/** What HTTP allows in the authorization header. */
const tokenPattern = /^[A-Za-z0-9._~+/=-]{16,4096}$/;

const readToken = async (response: Response): Promise<string | undefined> => {
  const value: unknown = await response.json().catch(() => undefined);
  const token = typeof value === "object" && value !== null && "token" in value ? value.token : undefined;
  return typeof token === "string" && tokenPattern.test(token) ? token : undefined;
};

/** @throws Fault SOURCE_UNREACHABLE, SOURCE_UNAUTHORIZED, SOURCE_HTTP_*, SOURCE_TOKEN_INVALID */
export const tokenIssuer =
  (timeoutSeconds: number): IssueToken =>
  async (source, current) => {
    const response = await ask(source, "POST", current, timeoutSeconds);
    if (response.status !== 201) {
      await response.body?.cancel();
      throw refused(source.name, "to issue a token to the holder of the current one", response.status);
    }
    const token = await readToken(response);
    if (token !== undefined && token !== current) return token;
    const problem = {
      code: "SOURCE_TOKEN_INVALID",
      place: `tokens of source ${source.name}`,
      message: 'its answer has no new token; expected {"token": "…"} with 16 to 4,096 characters of a bearer token',
      fix: "ask the source's owner what changed in its API; the current token stays",
    };
    throw new Fault(problem, { retry: "later" });
  };

/** @throws Fault if the source does not accept the token */
export const tokenChecker =
  (timeoutSeconds: number) =>
  async (source: TokenSource, token: string): Promise<void> => {
    const response = await ask(source, "GET", token, timeoutSeconds);
    await response.body?.cancel();
    if (response.status !== 200)
      throw refused(source.name, "the token that is to become the current one", response.status);
  };
