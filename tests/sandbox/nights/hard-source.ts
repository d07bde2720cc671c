/** A proxy between the functions and the demo source that behaves like a faulty or limited source. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Answer {
  readonly data: readonly object[];
  readonly total: number;
}

export interface HardSource {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Changes to the responses below a path: a different total, bytes before the text, or pages that always fail. */
export interface Hardships {
  readonly sickPages: string;
  readonly capped: { readonly path: string; readonly total: number };
  readonly marked: string;
}

export const startHardSource = async (sourceUrl: string, hardships: Hardships): Promise<HardSource> => {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", sourceUrl);
    if (url.pathname.endsWith(hardships.sickPages) && url.searchParams.get("limit") !== "1") {
      response.writeHead(500).end();
      return;
    }
    const { authorization = "" } = request.headers;
    const answer = await fetch(url, { headers: { authorization } });
    const text = await answer.text();
    const { path, total } = hardships.capped;
    const capped = url.pathname.endsWith(path) ? JSON.stringify({ ...(JSON.parse(text) as Answer), total }) : text;
    response.writeHead(answer.status, { "content-type": "application/json; charset=utf-8" });
    response.end(url.pathname.endsWith(hardships.marked) ? `\ufeff${capped}` : capped);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
