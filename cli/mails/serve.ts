/** One page for browsers on this machine, from server start to Ctrl-C. */
import { createServer } from "node:http";
import type { Answer } from "../answer.ts";
import type { Context } from "../context.ts";
import { keptUp } from "../kept-up.ts";
import { listening, loopback } from "../listening.ts";

/** Pictures are inlined, and the page has no script. */
const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/** A foreign name that resolves to this machine must not read what is served here (DNS rebinding). */
const isOwnName = (host: string): boolean => ["localhost", loopback].includes(host.replace(/:\d+$/, ""));

export const servePage = async (page: string, port: number, isOpened: boolean, context: Context): Promise<Answer> => {
  const server = createServer(({ url, headers: { host = "" } }, response) => {
    const status = !isOwnName(host) ? 403 : url === "/" ? 200 : 404;
    response.writeHead(status, headers);
    response.end(status === 200 ? page : "");
  });
  const serving = await listening(server, port);
  return {
    document: { url: serving.url },
    text: `Mail: ${serving.url} until Ctrl-C`,
    afterwards: keptUp(serving, isOpened, context),
  };
};
