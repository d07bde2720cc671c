import type { ServerResponse } from "node:http";
import type { Answer } from "./ask.ts";

export const jsonType = "application/json; charset=utf-8";

type Headers = Readonly<Record<string, string>>;

export const textAnswer = (status: number, type: string, text: string, headers: Headers = {}): Answer => ({
  status,
  headers: { "content-type": type, ...headers },
  body: Buffer.from(text, "utf8"),
});

export const jsonAnswer = (status: number, document: unknown, headers: Headers = {}): Answer =>
  textAnswer(status, jsonType, JSON.stringify(document), headers);

/** Everything that is wrong with a request. */
export const badRequest = (problems: readonly string[]): Answer => jsonAnswer(400, { error: "bad_request", problems });

export const notFound = (path: string): Answer => jsonAnswer(404, { error: "not_found", path });

export const methodNotAllowed = (allow: string): Answer => jsonAnswer(405, { error: "method_not_allowed" }, { allow });

export const send = (response: ServerResponse, { status, headers, body, connection }: Answer): void => {
  if (connection === "hang") return;
  if (connection === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(status, { ...headers, "content-length": body.length });
  if (connection === "cut-off") {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      response.destroy();
    });
  } else response.end(body);
};
