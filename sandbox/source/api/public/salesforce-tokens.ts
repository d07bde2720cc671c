import { randomBytes } from "node:crypto";
import { jsonAnswer } from "../answer.ts";
import type { Answer, Ask } from "../ask.ts";
import { clientRequest } from "../client-credentials.ts";
import { credentials } from "../credentials.ts";

const refuse = (error: string, error_description: string): Answer => jsonAnswer(400, { error, error_description });

/**
 * Sessions by the client credentials flow. Their tokens don't say when they end:
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
 */
export class SalesforceSessions {
  private readonly ends = new Map<string, number>();
  private readonly lastingMs: number;

  /** @param seconds after which a session ends */
  constructor(seconds: number) {
    this.lastingMs = seconds * 1_000;
  }

  /** @param now epoch milliseconds */
  isOpen(token: string, now: number): boolean {
    return (this.ends.get(token) ?? -Infinity) > now;
  }

  /** @param now epoch milliseconds */
  answer(ask: Ask, now: number): Answer {
    if (ask.method !== "POST") return jsonAnswer(405, [{ errorCode: "METHOD_NOT_ALLOWED", message: "use POST" }]);
    const client = clientRequest(ask);
    if ("error" in client) {
      const isGrant = client.error === "unsupported_grant_type";
      return refuse(client.error, isGrant ? "grant type not supported" : client.error_description);
    }
    const { id, secret } = credentials.salesforce;
    if (client.id !== id) return refuse("invalid_client_id", "client identifier invalid");
    if (client.secret !== secret) return refuse("invalid_client", "invalid client credentials");
    const token = `00D000000000001!AQ${randomBytes(24).toString("base64url")}`;
    this.ends.set(token, now + this.lastingMs);
    return jsonAnswer(
      200,
      {
        access_token: token,
        signature: randomBytes(32).toString("base64"),
        scope: "api",
        instance_url: ask.base,
        id: `${ask.base}/id/00D000000000001AAA/005000000000001AAA`,
        token_type: "Bearer",
        issued_at: now.toString(),
      },
      { "cache-control": "no-store" },
    );
  }
}
