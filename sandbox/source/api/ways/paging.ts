import type { Ask } from "../ask.ts";
import type { Behavior } from "./behavior.ts";
import { writeCursor } from "./cursor.ts";
import type { Fault } from "./faults.ts";
import { pagingNames } from "./paging-names.ts";
import type { Query } from "./query.ts";

/** A page's place among all rows that a call selects. */
export interface Page {
  readonly from: number;
  readonly to: number;
  readonly total: number;
}

/** What an answer says about other pages. */
export interface Onward {
  /** Entries of the body beside the records. */
  readonly body: readonly (readonly [string, unknown])[];
  readonly headers: Readonly<Record<string, string>>;
}

/** No such host exists (RFC 6761), so whoever follows a link there fails. */
export const elsewhere = "http://elsewhere.invalid";

/** The first place of a page. */
export const placeOf = ({ start, order }: Query, numbers: readonly number[], repeats: boolean): number => {
  if ("place" in start) return Math.min(start.place, numbers.length);
  const { after } = start;
  const isPast = (row: number): boolean => (order?.descending === true ? row < after : row > after);
  const place = numbers.findIndex((row) => isPast(row) || (repeats && row === after));
  return place < 0 ? numbers.length : place;
};

const pageUrl = (ask: Ask, behavior: Behavior, query: Query, own: Readonly<Record<string, string>>, away: boolean) => {
  const { size = "limit" } = pagingNames(behavior.paging);
  const parameters = new URLSearchParams({ ...query.filters, [size]: query.asked.toString(), ...own }).toString();
  const base = new URL(ask.base);
  const path = `${base.pathname}${ask.path}?${parameters}`;
  if (away) return `${elsewhere}${path}`;
  return { url: `${base.origin}${path}`, path, query: `?${parameters}` }[behavior.next];
};

const linkHeader = (
  ask: Ask,
  behavior: Behavior,
  query: Query,
  page: Page,
  hit: (fault: Fault) => boolean,
): Readonly<Record<string, string>> => {
  const { from, to, total } = page;
  const number = Math.floor(from / query.size) + 1;
  const last = Math.max(1, Math.ceil(total / query.size));
  const link = (to: number, rel: string, away = false): string =>
    `<${pageUrl(ask, behavior, query, { page: to.toString() }, away)}>; rel="${rel}"`;
  const links = [
    ...(number > 1 ? [link(1, "first"), link(number - 1, "prev")] : []),
    ...(to < total ? [link(hit("cursor-loops") ? number : number + 1, "next", hit("next-link-elsewhere"))] : []),
    // a comma within a quoted text doesn't end a link: https://www.rfc-editor.org/rfc/rfc8288#section-3
    ...(number < last ? [`${link(last, "last")}; title="last, of ${last}"`] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(", ") };
};

/** How an answer leads to the next page. */
export const onward = (
  ask: Ask,
  behavior: Behavior,
  query: Query,
  page: Page,
  hit: (fault: Fault) => boolean,
): Onward => {
  const { from, to, total } = page;
  const { filters, asked, size } = query;
  const used = behavior.over === "cap" && !hit("capped") ? size : asked;
  const isLast = to >= total;
  const cursor = (): string => writeCursor({ place: hit("cursor-loops") ? from : to, filters });
  switch (behavior.paging) {
    case "offset":
      return {
        body: [
          ["limit", used],
          ["offset", from],
        ],
        headers: {},
      };
    case "page":
      return {
        body: [
          ["per_page", used],
          ["page", Math.floor(from / size) + Number(behavior.first)],
        ],
        headers: {},
      };
    case "cursor":
      return { body: [["next_cursor", isLast ? null : cursor()]], headers: {} };
    case "next-link": {
      const next = isLast ? null : pageUrl(ask, behavior, query, { cursor: cursor() }, hit("next-link-elsewhere"));
      return { body: [["next", next]], headers: {} };
    }
    case "link-header":
      return { body: [], headers: linkHeader(ask, behavior, query, page, hit) };
    case "keyset":
      return { body: [["has_more", !isLast]], headers: {} };
    case "none":
      return { body: [], headers: {} };
  }
};
