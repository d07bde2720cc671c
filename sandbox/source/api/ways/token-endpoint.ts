import { randomBytes } from "node:crypto";
import { jsonAnswer, methodNotAllowed } from "../answer.ts";
import type { Answer, Ask } from "../ask.ts";
import { clientRequest } from "../client-credentials.ts";
import { credentials } from "../credentials.ts";
import type { Behavior } from "./behavior.ts";
import type { WayState } from "./state.ts";

const noStore = { "cache-control": "no-store" };

/** Answers of the token endpoint: https://www.rfc-editor.org/rfc/rfc6749#section-5 */
export const tokenAnswer = (ask: Ask, behavior: Behavior, state: WayState, now: number): Answer => {
  if (ask.method !== "POST") return methodNotAllowed("POST");
  const refuse = (status: number, error: string, description: string): Answer =>
    jsonAnswer(
      status,
      { error, error_description: description },
      status === 401 ? { ...noStore, "www-authenticate": 'Basic realm="demo"' } : noStore,
    );
  const client = clientRequest(ask);
  if ("error" in client) {
    return refuse(client.error === "invalid_client" ? 401 : 400, client.error, client.error_description);
  }
  if (behavior.client !== "any" && client.by !== behavior.client) {
    return refuse(
      401,
      "invalid_client",
      `the client is named in the ${client.by}; it has to be in the ${behavior.client}`,
    );
  }
  if (client.id !== credentials.oauth2.id || client.secret !== credentials.oauth2.secret) {
    return refuse(401, "invalid_client", "the client is unknown, or its secret is wrong");
  }
  if (behavior.scope !== undefined && client.scope !== behavior.scope) {
    return refuse(400, "invalid_scope", `scope is "${client.scope ?? ""}"; it has to be ${behavior.scope}`);
  }
  const token = randomBytes(24).toString("base64url");
  state.tokens.set(token, { until: now + behavior.expires * 1_000, usesLeft: behavior.uses ?? Infinity });
  const scope = client.scope === undefined ? {} : { scope: client.scope };
  return jsonAnswer(
    200,
    { access_token: token, token_type: "Bearer", expires_in: behavior.expires, ...scope },
    noStore,
  );
};
