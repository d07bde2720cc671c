/** The page and its data over HTTP, for browsers on this machine only. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { ProblemsError } from "../../model/validation/problem.ts";
import { failure } from "../../model/validation/failure.ts";
import type { Serving } from "../kept-up.ts";
import { listening, loopback } from "../listening.ts";
import { describeError } from "../output/errors.ts";
import { savedRows } from "./saved.ts";
import type { Asset } from "./assets.ts";
import { NotThere, type Views } from "./views.ts";

/** Vega evaluates its expressions with an interpreter, so that no text becomes code. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly more?: Readonly<Record<string, string>>;
}

const json = (status: number, document: unknown): Reply => ({
  status,
  type: "application/json; charset=utf-8",
  body: JSON.stringify(document),
});

/** Another site's page must not make this machine query Athena, nor read its answers through DNS rebinding. */
const isForeign = ({ headers: { host = "", ...given } }: IncomingMessage): boolean => {
  const name = host.replace(/:\d+$/, "");
  const from = given["sec-fetch-site"];
  return !["localhost", loopback].includes(name) || (from !== undefined && from !== "same-origin" && from !== "none");
};

const dataReply = async (
  views: Views,
  parts: readonly string[],
  search: URLSearchParams,
): Promise<Reply | undefined> => {
  const [what, name, of, item] = parts;
  if (what !== "dashboards") return undefined;
  if (name === undefined) return json(200, views.overview());
  if (of === undefined) return json(200, views.dashboard(name));
  if (item === undefined || parts.length > 4) return undefined;
  if (of === "options") return json(200, await views.options(name, item, search));
  if (of !== "visuals") return undefined;
  if (!item.endsWith(".csv")) return json(200, await views.answer(name, item, search));
  const body = savedRows(await views.answer(name, item.slice(0, -".csv".length), search));
  const more = { "Content-Disposition": `attachment; filename="${name}-${item}"` };
  return { status: 200, type: "text/csv; charset=utf-8", body, more };
};

const replyTo = async (request: IncomingMessage, views: Views, assets: ReadonlyMap<string, Asset>): Promise<Reply> => {
  if (isForeign(request)) {
    const problem = failure("FOREIGN_CALL", "server", "only its own page may call it", "open the printed address");
    return json(403, { error: { problems: problem.problems } });
  }
  const url = new URL(request.url ?? "/", "http://localhost");
  const [first, ...parts] = url.pathname.split("/").slice(1).map(decodeURIComponent);
  const isRead = request.method === "GET" || request.method === "HEAD";
  const data = isRead && first === "data" ? await dataReply(views, parts, url.searchParams) : undefined;
  if (data !== undefined) return data;
  // Every dashboard has its own address, and one page shows them all
  const isPage = url.pathname === "/" || (first === "d" && parts.length === 1);
  const asset = isRead ? assets.get(isPage ? "/page.html" : url.pathname) : undefined;
  if (asset !== undefined) return { status: 200, ...asset };
  const problem = failure("NOT_THERE", url.pathname, "there is nothing at this address", "start at /");
  return json(404, { error: { problems: problem.problems } });
};

const statusOf = (error: unknown): number =>
  error instanceof NotThere ? 404 : error instanceof URIError ? 400 : error instanceof ProblemsError ? 422 : 500;

const send = (request: IncomingMessage, response: ServerResponse, { status, type, body, more }: Reply): void => {
  const isZipped = body.length > 1400 && /\bgzip\b/.test(request.headers["accept-encoding"]?.toString() ?? "");
  const bytes = isZipped ? gzipSync(body, { level: 6 }) : Buffer.from(body);
  const encoding = isZipped ? { "Content-Encoding": "gzip" } : {};
  response.writeHead(status, {
    ...headers,
    ...more,
    ...encoding,
    "Content-Type": type,
    "Content-Length": bytes.length,
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
};

/** @param port 0 for any free port */
export const serveDashboards = async (
  views: Views,
  assets: ReadonlyMap<string, Asset>,
  port: number,
): Promise<Serving> => {
  const server = createServer((request, response) => {
    replyTo(request, views, assets)
      .catch((error: unknown) => json(statusOf(error), { error: { problems: describeError(error).problems } }))
      .then((reply) => {
        send(request, response, reply);
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  return listening(server, port);
};
