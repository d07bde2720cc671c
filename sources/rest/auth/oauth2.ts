/** OAuth 2.0 client credentials: https://www.rfc-editor.org/rfc/rfc6749#section-4.4 */
import type { Clock } from "../../../aws/clock.ts";
import type { ReadSecret } from "../../../aws/secrets/secret-reader.ts";
import { Fault } from "../../../model/fault.ts";
import { unreachable } from "../http/refusal.ts";
import type { AuthOf } from "../settings.ts";
import type { Authenticate, Credentials } from "./authentication.ts";
import { bearerOf, fitsHeader, halves } from "./by-secret.ts";

export interface Oauth2Options {
  readonly source: string;
  readonly baseUrl: string;
  readonly secretId: string;
  readonly readSecret: ReadSecret;
  readonly timeoutSeconds: number;
  readonly clock: Clock;
}

interface Issued {
  readonly credentials: Credentials;
  /** Epoch milliseconds after which a new token is requested. */
  readonly freshUntil: number;
}

/** A token is replaced this long before it ends, so that no request carries one that ends on the way. */
const marginMs = 30_000;

/** Servers may leave out when a token ends; then only a refusal says so. */
const lifetimeMs = (expiresIn: unknown): number => {
  const seconds = typeof expiresIn === "string" ? Number(expiresIn) : expiresIn;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds <= 0) return Number.POSITIVE_INFINITY;
  return Math.max(seconds * 500, seconds * 1000 - marginMs);
};

/** Codes of RFC 6749, section 5.2, which hold no secret; descriptions may quote anything. */
const knownErrors = ["invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "invalid_scope"];

const errorIn = (body: Readonly<Record<string, unknown>>): string => {
  const error = body["error"];
  return typeof error === "string" && knownErrors.includes(error) ? ` (${error})` : "";
};

const read = async (response: Response): Promise<Readonly<Record<string, unknown>>> => {
  const value: unknown = await response.json().catch(() => undefined);
  return typeof value === "object" && value !== null ? { ...value } : {};
};

/** The client's credentials as RFC 6749, section 2.3.1 has them in a header: encoded before they are joined. */
const inHeader = (id: string, password: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(password)}`).toString("base64")}`;

export const oauth2 = (auth: AuthOf<"oauth2">, options: Oauth2Options): Authenticate => {
  const { source, baseUrl, secretId, readSecret, timeoutSeconds, clock } = options;
  const place = `token of source ${source}`;
  let current: Promise<Issued> | undefined;

  const request = async (client: string, deadline: number): Promise<Response> => {
    const [id, password] = halves(client, secretId, "<client ID>:<client secret>");
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    if (auth.scope !== undefined) form.set("scope", auth.scope);
    if (auth.clientAuth === "body") {
      form.set("client_id", id);
      form.set("client_secret", password);
    }
    try {
      return await fetch(`${baseUrl}${auth.tokenPath}`, {
        method: "POST",
        body: form,
        headers: {
          accept: "application/json",
          ...(auth.clientAuth === "header" && { authorization: inHeader(id, password) }),
        },
        redirect: "error",
        signal: AbortSignal.timeout(Math.max(1, Math.min(timeoutSeconds * 1000, deadline - clock.now()))),
      });
    } catch (error) {
      throw unreachable(place, error, timeoutSeconds);
    }
  };

  const refused = (status: number, said: string): Fault => {
    const isBusy = status === 429 || status >= 500;
    const message = `the source's token endpoint answered ${status}${said}`;
    const fix = isBusy
      ? "nothing was written; check the source's health if this continues"
      : `set the client's current ID and secret with "lakehouse secret set", and compare tokenPath and scope with the source's documentation`;
    return new Fault({ code: "SOURCE_TOKEN_REFUSED", place, message, fix }, { retry: isBusy ? "soon" : "later" });
  };

  const issue = async (deadline: number): Promise<Issued> => {
    let client = await readSecret(secretId);
    let response = await request(client, deadline);
    if (response.status === 400 || response.status === 401) {
      // The client's secret may have been rotated since it was read
      const newer = await readSecret(secretId, { refused: client });
      if (newer !== client) {
        await response.body?.cancel();
        client = newer;
        response = await request(client, deadline);
      }
    }
    const body = await read(response);
    if (response.status !== 200) throw refused(response.status, errorIn(body));
    const token = body["access_token"];
    if (typeof token !== "string" || token === "") throw refused(200, " without an access_token");
    if (!fitsHeader(token)) throw refused(200, " with an access_token that no header can carry");
    return { credentials: bearerOf(token), freshUntil: clock.now() + lifetimeMs(body["expires_in"]) };
  };

  const renew = async (deadline: number): Promise<Credentials> => {
    const issuing = issue(deadline);
    current = issuing;
    try {
      return (await issuing).credentials;
    } catch (error) {
      if (current === issuing) current = undefined;
      throw error;
    }
  };

  return async (deadline, refusedOnes) => {
    const known = await current;
    if (known === undefined) return current === undefined ? renew(deadline) : (await current).credentials;
    const isOld = known.freshUntil <= clock.now() || known.credentials === refusedOnes;
    if (!isOld) return known.credentials;
    const newest = await current;
    return newest !== undefined && newest !== known ? newest.credentials : renew(deadline);
  };
};
