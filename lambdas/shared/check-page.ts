import type { PageMessage } from "../../model/documents/page-message.ts";
import { Fault } from "../../model/fault.ts";
import { counted, figure } from "../../model/wording.ts";
import { pagedAnswer, type PagedAnswer } from "../../aws/sources/source-answer.ts";
import { placeOf } from "./page-request.ts";

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Found = readonly [code: string, message: string, fix: string];

const again = "run the night again; the next attempt plans with the new total";

const totalFault = (message: PageMessage, total: number): Found | undefined => {
  if (total === message.expectedTotal) return undefined;
  const found = `expected a total of ${figure(message.expectedTotal)}, as planned; the source says ${figure(total)} now`;
  return ["PAGE_TOTAL_CHANGED", found, again];
};

const beyondTotal = (message: PageMessage): Found => [
  "ROWS_BEYOND_TOTAL",
  `the source says it has ${counted(message.expectedTotal, "row")} and serves more, so its total is capped or stale`,
  "ask the source's owner for a total that counts every row; nothing of the dataset is published until then",
];

const isLastPage = ({ offset, expectedRows, expectedTotal }: PageMessage): boolean =>
  offset + expectedRows === expectedTotal;

const countFault = (message: PageMessage, rows: number): Found | undefined => {
  if (rows === message.expectedRows) return undefined;
  if (rows > message.expectedRows && isLastPage(message)) return beyondTotal(message);
  return ["PAGE_COUNT_MISMATCH", `expected ${counted(message.expectedRows, "row")}, got ${figure(rows)}`, again];
};

/** The first problem found; a wrong total explains a wrong count, so it is checked first. */
const findFault = (message: PageMessage, { data, total, limit, offset }: PagedAnswer): Found | undefined => {
  if (limit !== undefined && limit < message.limit) {
    const found = `requested a limit of ${figure(message.limit)}, but the source cut it to ${figure(limit)}`;
    return ["PAGE_LIMIT_CAPPED", found, "set the contract's lakehousePageSize to what the source allows"];
  }
  if (offset !== undefined && offset !== message.offset) {
    const found = `requested offset ${figure(message.offset)}, but the answer begins at ${figure(offset)}`;
    return ["PAGE_OFFSET_WRONG", found, "ask the source's owner what changed in its API"];
  }
  const count = totalFault(message, total) ?? countFault(message, data.length);
  if (count !== undefined) return count;
  const odd = data.findIndex((record) => !isRecord(record));
  if (odd < 0) return undefined;
  return ["PAGE_RECORD_INVALID", `record ${odd} is not an object`, "ask the source's owner what changed in its API"];
};

const fault = (message: PageMessage, [code, found, fix]: Found): Fault =>
  new Fault({ code, place: placeOf(message), message: found, fix }, { retry: "later" });

/**
 * The records of a page, which must match the plan exactly.
 *
 * @throws Fault PAGE_… with what was found and what was expected; SOURCE_ANSWER_UNEXPECTED if it is not a page
 */
export const checkPage = (message: PageMessage, value: unknown): readonly object[] => {
  const answer = pagedAnswer(placeOf(message), value);
  const found = findFault(message, answer);
  if (found !== undefined) throw fault(message, found);
  return answer.data.filter(isRecord);
};

/** No key of such a page can be on another one. */
export const isOnlyPage = ({ expectedRows, expectedTotal }: PageMessage): boolean => expectedRows === expectedTotal;

/**
 * Whether rows beyond the total could be hidden after this page. Every page requests a full one, so a last page with
 * room left would show them itself; a full one says nothing about what comes after it.
 */
export const mayHideRows = (message: PageMessage): boolean =>
  isLastPage(message) && message.expectedRows === message.limit;

const pastTheEnd = new Set([400, 404, 416, 422].map((status) => `SOURCE_HTTP_${status}`));

/**
 * Whether a source refused the row after its last one, as many do instead of returning an empty page. The same request
 * with a lower offset has just been answered, so there is nothing else that it could refuse.
 */
export const refusesPastTheEnd = (error: unknown): boolean =>
  error instanceof Fault && pastTheEnd.has(error.problem.code);

/**
 * Checks the source's answer to a request for the row after its last one. Such rows are not fetched: every later proof
 * compares with the source's total, which has just turned out to be wrong.
 *
 * @throws Fault ROWS_BEYOND_TOTAL, PAGE_TOTAL_CHANGED; SOURCE_ANSWER_UNEXPECTED if it is not a page
 */
export const checkNothingBeyond = (message: PageMessage, value: unknown): void => {
  const { data, total } = pagedAnswer(`${placeOf(message)}, from row ${figure(message.expectedTotal)} on`, value);
  const found = totalFault(message, total) ?? (data.length > 0 ? beyondTotal(message) : undefined);
  if (found !== undefined) throw fault(message, found);
};
