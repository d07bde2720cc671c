/**
 * Salesforce's query of opportunities:
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query.html
 *
 * More results: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query-more-results.html
 * Batch sizes: https://developer.salesforce.com/docs/platform/api-rest/guide/headers-queryoptions.html
 */
import { randomBytes } from "node:crypto";
import { jsonType, jsonAnswer, textAnswer } from "../answer.ts";
import { bearerOf, type Answer, type Api, type Ask } from "../ask.ts";
import { RateWindow } from "../rate.ts";
import { rateOf, type PublicOptions } from "./options.ts";
import { opportunityText } from "./salesforce-opportunities.ts";
import { queryRows } from "./salesforce-queries.ts";
import { SalesforceSessions } from "./salesforce-tokens.ts";
import { parseSoql } from "./soql.ts";

const version = "v62.0";
const queryPath = `/services/data/${version}/query`;

const failure = (status: number, errorCode: string, message: string, headers: Record<string, string> = {}): Answer =>
  jsonAnswer(status, [{ message, errorCode }], headers);

/** Results of a query that aren't all answered yet. They end with the session that asked for them. */
interface Cursor {
  readonly rows: readonly number[];
  readonly fields: readonly string[];
  readonly batch: number;
  readonly token: string;
}

/** From 200 to 2,000 records; the service takes the nearest size that it allows. */
const batchOf = ({ headers }: Ask): number => {
  const asked = /(?:^|[,;\s])batchSize=(\d{1,6})\b/i.exec(headers["sforce-query-options"] ?? "")?.[1];
  return Math.min(2_000, Math.max(200, Number(asked ?? 2_000)));
};

/** @param now epoch milliseconds */
export const salesforceApi = (options: PublicOptions, now: () => number): Api => {
  const sessions = new SalesforceSessions(options.expires);
  const rate = new RateWindow(...rateOf(options, 15_000, 86_400));
  const cursors = new Map<string, Cursor>();
  let queries = 0;

  const batchAnswer = (ask: Ask, locator: string, cursor: Cursor, from: number): Answer => {
    const { rows, fields, batch } = cursor;
    const to = Math.min(rows.length, from + batch);
    const records = rows.slice(from, to).map((row) => opportunityText(row, fields, version));
    const done = to >= rows.length;
    const next = `${new URL(ask.base).pathname}${queryPath}/${locator}-${to}`;
    const more = done ? "" : `,"nextRecordsUrl":${JSON.stringify(next)}`;
    const text = `{"totalSize":${rows.length},"done":${String(done)}${more},"records":[${records.join(",")}]}`;
    return textAnswer(200, jsonType, text);
  };

  const firstBatch = (ask: Ask): Answer => {
    const query = ask.query.get("q");
    if (query === null) return failure(400, "MALFORMED_QUERY", "SOQL statements cannot be empty or null");
    const soql = parseSoql(query);
    if ("errorCode" in soql) return failure(400, soql.errorCode, soql.message);
    queries += 1;
    const rows = queryRows(soql, options.rows, queries);
    if (soql.fields === undefined) return jsonAnswer(200, { totalSize: rows.length, done: true, records: [] });
    const locator = `01g${randomBytes(9).toString("hex").slice(0, 15)}`;
    const cursor = { rows, fields: soql.fields, batch: batchOf(ask), token: bearerOf(ask) };
    if (rows.length > cursor.batch) cursors.set(locator, cursor);
    return batchAnswer(ask, locator, cursor, 0);
  };

  const nextBatch = (ask: Ask, locator: string, from: number): Answer => {
    const cursor = cursors.get(locator);
    if (cursor === undefined || from >= cursor.rows.length) {
      return failure(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
    }
    return batchAnswer(ask, locator, cursor, from);
  };

  return (ask) => {
    if (ask.path === "/services/oauth2/token") return sessions.answer(ask, now());
    const [, locator, place] = /^\/services\/data\/v62\.0\/query\/(01g[0-9a-f]{15})-(\d{1,9})$/.exec(ask.path) ?? [];
    // a new session can't continue the results of one that has ended
    const owner = locator === undefined ? undefined : cursors.get(locator)?.token;
    if (![bearerOf(ask), owner ?? bearerOf(ask)].every((token) => sessions.isOpen(token, now()))) {
      const message = "Session expired or invalid";
      return failure(401, "INVALID_SESSION_ID", message, { "www-authenticate": "Token" });
    }
    if (rate.take(now()) > 0) return failure(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    const isQuery = ask.path === queryPath || ask.path === `${queryPath}/`;
    if (ask.method !== "GET" || (!isQuery && locator === undefined)) {
      return failure(404, "NOT_FOUND", "The requested resource does not exist");
    }
    return locator === undefined ? firstBatch(ask) : nextBatch(ask, locator, Number(place));
  };
};
