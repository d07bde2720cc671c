/** The demo source's APIs on a port of their own, for tests. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sourceServer } from "../../sandbox/source/server.ts";
import { sourceTokens } from "../../sandbox/source/tokens.ts";

/** A token that `auth=bearer` accepts. */
export const operatorToken = "operator-token";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body read as JSON; throws if it isn't any. */
  readonly json: () => unknown;
}

export interface SourceApis {
  readonly url: string;
  /** A call of a path such as `/ways/rows=3/items`. Redirects aren't followed. */
  readonly call: (path: string, init?: RequestInit) => Promise<Reply>;
  /** Epoch milliseconds of the server's clock; it stands still unless a test moves it. */
  readonly clock: { now: number };
  readonly close: () => Promise<void>;
}

export const startSourceApis = async (): Promise<SourceApis> => {
  const clock = { now: Date.parse("2026-02-01T12:00:00.250Z") };
  const server: Server = sourceServer(new Map(), sourceTokens(operatorToken), () => clock.now);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    clock,
    call: async (path, init) => {
      const response = await fetch(path.startsWith("/") ? `${url}${path}` : path, { redirect: "manual", ...init });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: (): unknown => JSON.parse(text) };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** `Authorization: Basic` of a user. */
export const basic = (user: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

/** URLs of a `Link` header by relation. */
export const linksOf = ({ headers }: Reply): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...(headers.get("link") ?? "").matchAll(/<([^>]*)>; rel="([^"]*)"/g)].map(([, url = "", rel = ""]) => [rel, url]),
  );
