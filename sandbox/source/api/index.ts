import type { IncomingMessage, ServerResponse } from "node:http";
import type { Tokens } from "../tokens.ts";
import { jsonAnswer, send } from "./answer.ts";
import { readBody, type Answer, type Ask } from "./ask.ts";
import { publicApis } from "./public/index.ts";
import { waysApi } from "./ways/index.ts";

/** `/ways/<behavior>/…` and `/apis/<name>/…`: below the segment is the API's own path. */
const mounted = /^\/(ways|apis)\/([^/]+)(\/.*)?$/;

const headersOf = ({ headers }: IncomingMessage): Ask["headers"] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );

/**
 * The demo source's other APIs.
 *
 * @param now epoch milliseconds
 * @returns answers a call of one of them, or returns `false` for any other call
 */
export const sourceApis = (
  tokens: Tokens,
  now: () => number,
): ((url: URL, request: IncomingMessage, response: ServerResponse) => boolean) => {
  const ways = waysApi(tokens, now);
  const apis = publicApis(now);
  return (url, request, response) => {
    const [, kind, segment, path = "/"] = mounted.exec(url.pathname) ?? [];
    if (kind === undefined || segment === undefined) return false;
    const base = `http://${request.headers.host ?? url.host}/${kind}/${segment}`;
    const answer = async (): Promise<Answer> => {
      const body = await readBody(request);
      if (body === undefined) return jsonAnswer(413, { error: "content_too_large" });
      const { method = "GET" } = request;
      const ask = { method, path, base, query: url.searchParams, headers: headersOf(request), body };
      return (kind === "ways" ? ways : apis)(segment, ask);
    };
    answer()
      .then((made) => {
        send(response, made);
      })
      .catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        if (response.headersSent) response.destroy();
        else send(response, jsonAnswer(500, { error: "internal_error" }));
      });
    return true;
  };
};
