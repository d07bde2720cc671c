import { badRequest, jsonAnswer } from "../answer.ts";
import type { Answer, Ask } from "../ask.ts";
import { withAnswerFaults } from "./answer-faults.ts";
import type { Behavior } from "./behavior.ts";
import { pageAnswer } from "./body.ts";
import type { Fault } from "./faults.ts";
import { faultHits } from "./hits.ts";
import { onward, placeOf } from "./paging.ts";
import { parseQuery, type Query } from "./query.ts";
import { withRecordFaults } from "./records.ts";
import { selectRows } from "./selection.ts";
import type { WayState } from "./state.ts";

type Hit = (fault: Fault) => boolean;

/** The number of rows as the API states it. */
const statedTotal = (rows: number, hit: Hit): number => {
  if (hit("total-capped")) return Math.floor(rows / 2);
  return hit("total-stale") ? Math.max(0, rows - 3) : rows;
};

const totalHeader = (total: number, hit: Hit): Readonly<Record<string, string>> => ({
  "x-total-count": hit("header-total-text") ? `about ${total}` : total.toString(),
});

/** A page of half the size, as of an API with a lower cap than it admits. */
const halved = (query: Query): Query => {
  const size = Math.max(1, Math.floor(query.size / 2));
  const { start } = query;
  return { ...query, size, start: "place" in start ? { place: (start.place / query.size) * size } : start };
};

const lowered = (query: Query, { paging }: Behavior): Query => {
  const { start, size } = halved(query);
  return { ...query, size, start: paging === "page" || paging === "link-header" ? start : query.start };
};

/** A page of items. */
export const itemsAnswer = (ask: Ask, behavior: Behavior, state: WayState): Answer => {
  const call = state.count("items");
  const hits = faultHits(behavior, state, call);
  const parsed = parseQuery(ask, behavior, "items");
  if ("problems" in parsed) return badRequest(parsed.problems);
  const anywhere = hits(undefined);
  const query = anywhere("capped") ? lowered(parsed, behavior) : parsed;
  const { numbers, fields } = selectRows(behavior, { ...query, call, hit: anywhere });
  const exact = placeOf(query, numbers, false);
  const hit = hits(behavior.on === "items" ? Math.floor(exact / query.size) + 1 : undefined);
  const from = hit("keyset-repeats") ? placeOf(query, numbers, true) : exact;
  const page = { from, to: Math.min(numbers.length, from + query.size), total: numbers.length };
  if (hit("cursor-expired")) return jsonAnswer(behavior.status ?? 410, { error: "cursor_expired" });

  const isLast = page.to >= page.total;
  const rows = withRecordFaults(numbers.slice(page.from, page.to).map(fields), isLast, hit);
  const next = onward(ask, behavior, query, page, hit);
  const total = statedTotal(page.total, hit);
  const body = behavior.total === "body" ? [["total", total] as const, ...next.body] : next.body;
  const headers = behavior.total === "header" ? { ...next.headers, ...totalHeader(total, hit) } : next.headers;
  const answer = pageAnswer(ask, rows, body, headers, behavior, hit);
  if (behavior.on !== "items") return answer;
  const target = `${ask.path}?${ask.query.toString()}`;
  return withAnswerFaults(answer, behavior, target, () => state.isFirst(target), hit);
};

/** The number of items that a call's filters select. */
export const countAnswer = (ask: Ask, behavior: Behavior, state: WayState): Answer => {
  const hit = faultHits(behavior, state, state.callsOf("items"))(undefined);
  const query = parseQuery(ask, behavior, "count");
  if ("problems" in query) return badRequest(query.problems);
  const { numbers } = selectRows(behavior, { ...query, call: 0, hit });
  return jsonAnswer(200, { count: statedTotal(numbers.length, hit) });
};
