import { gzipSync } from "node:zlib";
import { jsonAnswer, textAnswer } from "../answer.ts";
import type { Answer } from "../ask.ts";
import type { Behavior } from "./behavior.ts";
import type { Fault } from "./faults.ts";
import { elsewhere } from "./paging.ts";

const html = "text/html; charset=utf-8";
const nothing: Answer = { status: 500, headers: {}, body: new Uint8Array() };

const errorPage =
  "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>\n";
const loginPage =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form method="post" action="/login">' +
  '<input name="user"><input name="password" type="password"></form></body></html>\n';

/** A gzip whose middle is damaged: its checksum is wrong, if it can be unpacked at all. */
const damagedGzip = (body: Uint8Array): Uint8Array => {
  const zipped = gzipSync(body);
  const middle = Math.floor(zipped.length / 2);
  zipped.set(
    zipped.subarray(middle, middle + 4).map((byte) => byte ^ 0xff),
    middle,
  );
  return zipped;
};

const changes: readonly (readonly [Fault, (answer: Answer, behavior: Behavior, target: string) => Answer])[] = [
  ["hang", () => ({ ...nothing, connection: "hang" })],
  ["reset", () => ({ ...nothing, connection: "reset" })],
  ["500", (_, { status = 500 }) => jsonAnswer(status, { error: "internal_error" })],
  ["401", () => jsonAnswer(401, { error: "unauthorized" }, { "www-authenticate": 'Bearer error="invalid_token"' })],
  ["error-200", () => jsonAnswer(200, { error: { code: "internal", message: "the query was canceled" } })],
  ["wrong-content-type", () => textAnswer(200, html, errorPage)],
  ["html-login", () => textAnswer(200, html, loginPage)],
  ["redirect", (_, __, target) => textAnswer(302, html, "", { location: `${elsewhere}${target}` })],
  ["truncated", (answer) => ({ ...answer, body: answer.body.subarray(0, Math.floor(answer.body.length / 2)) })],
  ["cut-off", (answer) => ({ ...answer, connection: "cut-off" })],
  [
    "broken-gzip",
    (answer) => ({
      ...answer,
      headers: { ...answer.headers, "content-encoding": "gzip" },
      body: damagedGzip(answer.body),
    }),
  ],
];

/**
 * An answer as the behavior's faults leave it.
 *
 * @param target path and query of the call
 * @param isFirst whether this URL is called for the first time
 */
export const withAnswerFaults = (
  answer: Answer,
  behavior: Behavior,
  target: string,
  isFirst: () => boolean,
  hit: (fault: Fault) => boolean,
): Answer => {
  if (behavior.fault.includes("503-once") && isFirst() && hit("503-once")) {
    return jsonAnswer(503, { error: "unavailable" });
  }
  const change = changes.find(([fault]) => hit(fault));
  return change === undefined ? answer : change[1](answer, behavior, target);
};
