import { basicOf, type Ask } from "./ask.ts";

/** Whose token is asked for, and how the client said so. */
export interface ClientRequest {
  readonly id: string;
  readonly secret: string;
  readonly by: "header" | "body";
  readonly scope: string | undefined;
}

/** An error of OAuth 2.0's token endpoint: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export interface OAuthError {
  readonly error: "invalid_request" | "invalid_client" | "unsupported_grant_type";
  readonly error_description: string;
}

const form = "application/x-www-form-urlencoded";

/** Identifier and secret are form-encoded within HTTP Basic: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
const formDecoded = (text: string): string => new URLSearchParams(`v=${text}`).get("v") ?? "";

/** A request for a token with the client's own credentials: https://www.rfc-editor.org/rfc/rfc6749#section-4.4 */
export const clientRequest = (ask: Ask): ClientRequest | OAuthError => {
  const invalid = (error_description: string): OAuthError => ({ error: "invalid_request", error_description });
  const type = (ask.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== form) return invalid(`the content type is "${type ?? ""}"; it has to be ${form}`);
  const fields = new URLSearchParams(ask.body);
  const grant = fields.get("grant_type");
  if (grant === null) return invalid("grant_type is missing");
  if (grant !== "client_credentials") {
    return {
      error: "unsupported_grant_type",
      error_description: `grant_type is "${grant}"; it has to be client_credentials`,
    };
  }
  const scope = fields.get("scope") ?? undefined;
  const basic = basicOf(ask);
  const id = fields.get("client_id");
  const secret = fields.get("client_secret");
  if (basic !== undefined && secret !== null) return invalid("the client is named in the header and in the body");
  if (basic !== undefined) return { id: formDecoded(basic[0]), secret: formDecoded(basic[1]), by: "header", scope };
  if (id === null || secret === null) {
    return { error: "invalid_client", error_description: "client_id or client_secret is missing" };
  }
  return { id, secret, by: "body", scope };
};
