import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { sourceApis } from "./api/index.ts";
import { parseRequest } from "./request.ts";
import type { SourceTable } from "./table.ts";
import type { Tokens } from "./tokens.ts";

/** Tables of all profiles by full path, e.g. `/flights/weather`; each is generated on first use. */
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

const tokenOf = (request: IncomingMessage): string =>
  /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";

const refuse = (response: ServerResponse): void => {
  answer(response, 401, { error: "unauthorized" }, { "www-authenticate": "Bearer" });
};

/** Every profile issues tokens at its own path. Validating a token doesn't count as using it. */
const tokensPath = /^\/[a-z]+\/tokens$/;

const answerTokens = (request: IncomingMessage, response: ServerResponse, tokens: Tokens): void => {
  const token = tokenOf(request);
  if (request.method === "GET") {
    if (tokens.isValid(token)) answer(response, 200, { valid: true });
    else refuse(response);
  } else if (request.method === "POST") {
    const issued = tokens.issue(token);
    if (issued === undefined) refuse(response);
    else answer(response, 201, { token: issued }, { "cache-control": "no-store" });
  } else answer(response, 405, { error: "method_not_allowed" }, { allow: "GET, POST" });
};

/** Sends the page's parts in sequence: joining them would copy a megabyte. */
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
  const tail = `],"total":${total},"limit":${limit},"offset":${offset}}`;
  const length = head.length + tail.length + Buffer.byteLength(records);
  response.writeHead(200, { "content-type": jsonType, "content-length": length });
  response.write(head);
  response.write(records);
  response.end(tail);
};

/**
 * The paged API and those below `api/`, as a server that isn't listening yet.
 *
 * @param now epoch milliseconds
 */
export const sourceServer = (tables: SourceTables, tokens: Tokens, now: () => number = Date.now): Server => {
  const answersOtherApi = sourceApis(tokens, now);
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
    if (tokensPath.test(url.pathname)) {
      answerTokens(request, response, tokens);
      return;
    }
    if (answersOtherApi(url, request, response)) return;
    if (!tokens.use(tokenOf(request))) {
      refuse(response);
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
