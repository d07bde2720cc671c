import type { PageMessage } from "../../model/documents/page-message.ts";
import { Fault } from "../../model/fault.ts";
import { placeOf } from "../../model/page-place.ts";
import { counted, figure } from "../../model/wording.ts";
import type { Answer } from "./answer/answer.ts";
import { valueAt, wholeNumber } from "./answer/members.ts";
import { totalOf } from "./answer/total.ts";
import type { RestPiece } from "./paging/piece.ts";
import type { RestRequest } from "./settings.ts";

type Found = readonly [code: string, message: string, fix: string];

const again = "run the night again; the next attempt plans with the new total";

const totalFault = (expected: number | undefined, total: number | undefined): Found | undefined => {
  if (total === undefined || expected === undefined || total === expected) return undefined;
  const found = `expected a total of ${figure(expected)}, as planned; the source says ${figure(total)} now`;
  return ["PAGE_TOTAL_CHANGED", found, again];
};

const beyondTotal = (total: number): Found => [
  "ROWS_BEYOND_TOTAL",
  `the source says it has ${counted(total, "row")} and serves more, so its total is capped or stale`,
  "ask the source's owner for a total that counts every row; nothing of the dataset is published until then",
];

const isLastPage = ({ page, expectedRows = 0, expectedTotal }: PageMessage, { size }: RestPiece): boolean =>
  page * size + expectedRows === expectedTotal;

const countFault = (message: PageMessage, piece: RestPiece, rows: number): Found | undefined => {
  const { expectedRows, expectedTotal } = message;
  if (expectedRows === undefined || rows === expectedRows) return undefined;
  if (rows > expectedRows && expectedTotal !== undefined && isLastPage(message, piece)) {
    return beyondTotal(expectedTotal);
  }
  return ["PAGE_COUNT_MISMATCH", `expected ${counted(expectedRows, "row")}, got ${figure(rows)}`, again];
};

/** Many APIs repeat what they were asked, or what they made of it. */
const echoFault = (
  { expectedRows }: PageMessage,
  { paging }: RestRequest,
  { at = "0", size }: RestPiece,
  { value }: Answer,
): Found | undefined => {
  // Without a plan, smaller pages by number lead to every row as well
  const isPlannedByNumber = paging.type === "page" && expectedRows !== undefined;
  if (paging.type !== "offset" && !isPlannedByNumber) return undefined;
  const limit = wholeNumber(valueAt(value, [paging.type === "offset" ? paging.limit : paging.size]));
  if (limit !== undefined && limit < size) {
    const found = `requested a limit of ${figure(size)}, but the source cut it to ${figure(limit)}`;
    return ["PAGE_LIMIT_CAPPED", found, "set the contract's lakehousePageSize to what the source allows"];
  }
  if (paging.type === "page") return undefined;
  const offset = wholeNumber(valueAt(value, [paging.offset]));
  if (offset !== undefined && offset !== Number(at)) {
    const found = `requested offset ${figure(Number(at))}, but the answer begins at ${figure(offset)}`;
    return ["PAGE_OFFSET_WRONG", found, "ask the source's owner what changed in its API"];
  }
  return undefined;
};

/** Whether a request says how many records it wants. */
export const isSized = ({ paging }: Pick<RestRequest, "paging">): boolean =>
  paging.type !== "none" && !(paging.type === "next-link" && paging.size === undefined);

const moreThanAsked = (request: RestRequest, { size }: RestPiece, rows: number): Found | undefined => {
  if (!isSized(request) || rows <= size) return undefined;
  const found = `requested ${counted(size, "row")}, got ${figure(rows)}, so the source ignores the page size`;
  return ["PAGE_SIZE_IGNORED", found, "name the parameter that sets the page size in paging"];
};

const fault = (message: PageMessage, [code, found, fix]: Found): Fault =>
  new Fault({ code, place: placeOf(message), message: found, fix }, { retry: "later" });

/**
 * A page must match the plan exactly, as far as the source could say how many rows there are. A wrong total explains a
 * wrong count, so it is checked first.
 *
 * @throws Fault PAGE_… with what was found and what was expected
 */
export const checkPage = (message: PageMessage, piece: RestPiece, request: RestRequest, answer: Answer): void => {
  const rows = answer.records.length;
  const found =
    echoFault(message, request, piece, answer) ??
    totalFault(message.expectedTotal, totalOf(placeOf(message), request, answer)) ??
    countFault(message, piece, rows) ??
    moreThanAsked(request, piece, rows);
  if (found !== undefined) throw fault(message, found);
};

/** No key of such a page can be on another one. */
export const isOnlyPage = ({ expectedRows, expectedTotal }: PageMessage): boolean =>
  expectedRows !== undefined && expectedRows === expectedTotal;

/**
 * Whether rows beyond the total could be hidden after this page. Every page requests a full one, so a last page with
 * room left would show them itself; a full one says nothing about what comes after it.
 */
export const mayHideRows = (message: PageMessage, piece: RestPiece): boolean =>
  message.expectedRows === piece.size && isLastPage(message, piece);

const pastTheEnd = new Set([400, 404, 416, 422].map((status) => `SOURCE_HTTP_${status}`));

/**
 * Whether a source refused the row after its last one, as many do instead of returning an empty page. The same request
 * for an earlier row has just been answered, so there is nothing else that it could refuse.
 */
export const refusesPastTheEnd = (error: unknown): boolean =>
  error instanceof Fault && pastTheEnd.has(error.problem.code);

/**
 * Checks the source's answer to a request for the row after its last one. Such rows are not fetched: every later proof
 * compares with the source's total, which has just turned out to be wrong.
 *
 * @throws Fault ROWS_BEYOND_TOTAL, PAGE_TOTAL_CHANGED
 */
export const checkNothingBeyond = (message: PageMessage, total: number, request: RestRequest, answer: Answer): void => {
  const place = `${placeOf(message)}, from row ${figure(total)} on`;
  const found =
    totalFault(total, totalOf(place, request, answer)) ?? (answer.records.length > 0 ? beyondTotal(total) : undefined);
  if (found !== undefined) throw fault(message, found);
};

/** @throws Fault ROWS_BEYOND_TOTAL if an answer has more rows than the total that it states */
export const checkWithinTotal = (place: string, total: number, { records }: Answer): void => {
  if (records.length <= total) return;
  const [code, found] = beyondTotal(total);
  const fix = "ask the source's owner for a total that counts every row";
  throw new Fault({ code, place, message: found, fix }, { retry: "later" });
};
