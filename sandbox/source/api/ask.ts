import type { IncomingMessage } from "node:http";

/** A request as an API of the demo source reads it. */
export interface Ask {
  readonly method: string;
  /** Path below the API's base, e.g. `/items`. */
  readonly path: string;
  /** URL of the API's base without a trailing slash, as the client addressed it. */
  readonly base: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** An API of the demo source. It may keep state, and answers at once. */
export type Api = (ask: Ask) => Answer;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** What the connection does instead of carrying the whole answer. */
  readonly connection?: "hang" | "reset" | "cut-off";
}

const mostBytes = 64 * 1024;

/** A request's body as text; `undefined` beyond 64 KiB. */
export const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
  }
  return bytes > mostBytes ? undefined : Buffer.concat(chunks).toString("utf8");
};

/** The user and the password of HTTP Basic; the password starts after the first colon (RFC 7617). */
export const basicOf = ({ headers }: Ask): readonly [string, string] | undefined => {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headers["authorization"] ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
};

/** The token of `Authorization: Bearer`; empty without one. */
export const bearerOf = ({ headers }: Ask): string => /^Bearer (\S+)$/i.exec(headers["authorization"] ?? "")?.[1] ?? "";
