import type { PagingOf } from "../settings.ts";
import { keysOfPlace, valueAt } from "../answer/members.ts";
import { unexpected } from "../answer/shape.ts";
import type { Pager } from "./pager.ts";

/** Values with which APIs say that there is no next page. */
const isEnd = (value: unknown): boolean => value === undefined || value === null || value === "" || value === false;

/** A cursor or link at a place of the body. */
export const memberIn = (place: string, value: unknown, where: string): string | undefined => {
  const found = valueAt(value, keysOfPlace(where));
  if (isEnd(found)) return undefined;
  if (typeof found === "string") return found;
  if (typeof found === "number" && Number.isSafeInteger(found)) return found.toString();
  throw unexpected(place, value, `text, a whole number, or null at ${where}`);
};

export const cursorPager = ({ size: sizeName, cursor, next }: PagingOf<"cursor">): Pager => ({
  target: (at, size) => ({ query: { [sizeName]: size.toString(), ...(at !== undefined && { [cursor]: at }) } }),
  next: ({ answer, place }) => memberIn(place, answer.value, next),
});
