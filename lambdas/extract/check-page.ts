import type { PageMessage } from "../../model/run.ts";
import { Fault } from "../shared/fault.ts";
import { pagedAnswer, type PagedAnswer } from "../shared/source-answer.ts";
import { placeOf } from "./page-message.ts";

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first thing that is wrong, as code, message and fix; a wrong total explains a wrong count, so it comes first. */
const findFault = (
  message: PageMessage,
  { data, total, limit, offset }: PagedAnswer,
): readonly [string, string, string] | undefined => {
  const again = "run the night again; the next attempt plans with the new total";
  if (limit !== undefined && limit < message.limit) {
    const found = `the source cut the limit to ${limit.toString()}, asked were ${message.limit.toString()}`;
    return ["PAGE_LIMIT_CAPPED", found, "set the contract's lakehousePageSize to what the source allows"];
  }
  if (offset !== undefined && offset !== message.offset) {
    const found = `the answer begins at ${offset.toString()}, asked was offset ${message.offset.toString()}`;
    return ["PAGE_OFFSET_WRONG", found, "ask the source's owner what changed in its API"];
  }
  if (total !== message.expectedTotal) {
    const found = `the source has ${total.toString()} records now, planned were ${message.expectedTotal.toString()}`;
    return ["PAGE_TOTAL_CHANGED", found, again];
  }
  if (data.length !== message.expectedRows) {
    const found = `the page has ${data.length.toString()} records, expected were ${message.expectedRows.toString()}`;
    return ["PAGE_COUNT_MISMATCH", found, again];
  }
  const odd = data.findIndex((record) => !isRecord(record));
  if (odd < 0) return undefined;
  return [
    "PAGE_RECORD_INVALID",
    `record ${odd.toString()} is not an object`,
    "ask the source's owner what changed in its API",
  ];
};

/**
 * The records of a page, which has to be exactly what was planned.
 *
 * @throws Fault PAGE_… naming what was found and what was expected; SOURCE_ANSWER_UNEXPECTED when it is no page at all
 */
export const checkPage = (message: PageMessage, value: unknown): readonly object[] => {
  const answer = pagedAnswer(placeOf(message), value);
  const fault = findFault(message, answer);
  if (fault === undefined) return answer.data.filter(isRecord);
  const [code, found, fix] = fault;
  throw new Fault({ code, place: placeOf(message), message: found, fix }, { retry: "later" });
};
