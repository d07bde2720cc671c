import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { parseRequest } from "./request.ts";
import type { SourceTable } from "./table.ts";

/** Tables of all profiles by their full path, e.g. `/flights/weather`; each is made when it is first asked for. */
export type SourceTables = ReadonlyMap<string, () => SourceTable>;

const jsonType = "application/json; charset=utf-8";

const answer = (
  response: ServerResponse,
  status: number,
  document: object,
  headers: Record<string, string> = {},
): void => {
  const body = JSON.stringify(document);
  response.writeHead(status, { "content-type": jsonType, "content-length": Buffer.byteLength(body), ...headers });
  response.end(body);
};

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const isAuthorized = (request: IncomingMessage, token: string): boolean =>
  timingSafeEqual(digest(request.headers.authorization ?? ""), digest(`Bearer ${token}`));

/** Sends the page's parts one after the other: joining them would copy a megabyte for nothing. */
const sendPage = (url: URL, table: SourceTable, response: ServerResponse): void => {
  const asked = parseRequest(url.searchParams);
  if ("problems" in asked) {
    answer(response, 400, { error: "bad_request", problems: asked.problems });
    return;
  }
  const { limit, offset, window } = asked;
  const { total, render } = table.select(window);
  const from = Math.min(offset, total);
  const records = render(from, Math.min(total, from + limit));
  const head = `{"data":[`;
  const tail = `],"total":${total.toString()},"limit":${limit.toString()},"offset":${offset.toString()}}`;
  const length = head.length + tail.length + Buffer.byteLength(records);
  response.writeHead(200, { "content-type": jsonType, "content-length": length });
  response.write(head);
  response.write(records);
  response.end(tail);
};

/** The paged API. The caller listens. */
export const sourceServer = (tables: SourceTables, token: string): Server => {
  const made = new Map<string, SourceTable>();
  const tableAt = (path: string): SourceTable | undefined => {
    const known = made.get(path) ?? tables.get(path)?.();
    if (known !== undefined) made.set(path, known);
    return known;
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", "http://source.invalid");
    if (url.pathname === "/health") {
      answer(response, 200, { status: "ok" });
      return;
    }
    if (!isAuthorized(request, token)) {
      answer(response, 401, { error: "unauthorized" }, { "www-authenticate": "Bearer" });
      return;
    }
    const table = tableAt(url.pathname);
    if (table === undefined) answer(response, 404, { error: "not_found", path: url.pathname });
    else if (request.method !== "GET") answer(response, 405, { error: "method_not_allowed" }, { allow: "GET" });
    else sendPage(url, table, response);
  };
  return createServer((request, response) => {
    try {
      handle(request, response);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      if (response.headersSent) response.destroy();
      else answer(response, 500, { error: "internal_error" });
    }
  });
};
