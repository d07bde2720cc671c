/** Pages that any worker can request at any time. */
import type { PagingOf } from "../settings.ts";
import type { Pager } from "./pager.ts";

/**
 * Without a total, such pages are walked one after another until one is empty: a short page is no end, because the
 * source may have cut the limit.
 */
export const offsetPager = ({ limit, offset }: PagingOf<"offset">): Pager => ({
  target: (at = "0", size) => ({ query: { [limit]: size.toString(), [offset]: at } }),
  atRow: (row) => row.toString(),
  next: ({ at = "0", answer: { records } }) =>
    records.length === 0 ? undefined : (Number(at) + records.length).toString(),
});

export const pagePager = ({ size: sizeName, page, first }: PagingOf<"page">): Pager => ({
  target: (at = first.toString(), size) => ({ query: { [sizeName]: size.toString(), [page]: at } }),
  atRow: (row, size) => (first + row / size).toString(),
  next: ({ at = first.toString(), answer: { records } }) =>
    records.length === 0 ? undefined : (Number(at) + 1).toString(),
});
