import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A real server that answers requests in order from a script; the last reply is repeated. */
export interface ScriptedSource {
  readonly baseUrl: string;
  readonly requests: readonly {
    readonly url: string;
    readonly authorization: string | undefined;
    readonly at: number;
  }[];
  readonly close: () => Promise<void>;
}

export const scriptedSource = async (...replies: readonly Reply[]): Promise<ScriptedSource> => {
  const requests: { url: string; authorization: string | undefined; at: number }[] = [];
  const server = createServer((request, response) => {
    const reply = replies[Math.min(requests.length, replies.length - 1)];
    requests.push({ url: request.url ?? "", authorization: request.headers.authorization, at: Date.now() });
    reply?.(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export const json =
  (document: unknown): Reply =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(document));
  };

export const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (_request, response) => {
    response.writeHead(code, headers);
    response.end();
  };

export const reset: Reply = (request) => {
  request.socket.destroy();
};

export const hang: Reply = () => undefined;

/** Announces more bytes than it sends. */
export const truncated: Reply = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
  response.write('{"data":[{"id":1},{"id"');
  setTimeout(() => response.destroy(), 20);
};

/** Ends properly, but in the middle of the JSON text. */
export const cutJson: Reply = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end('{"data":[{"id":1},{"id"');
};

export const brokenGzip: Reply = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
  response.end(Buffer.from("not gzip at all"));
};

export const html: Reply = (_request, response) => {
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<html>Sign in to the guest network</html>");
};
