/** Guesses how an API pages and where it says its total, from one answer and the URL that was asked. */
import LinkHeader from "http-link-header";
import type { Paging, Total } from "../settings.ts";
import { valueAt } from "../answer/members.ts";
import type { Sample } from "./sample.ts";

/** A guess, and why; `undefined` for what is certain. */
export interface Guess<Value> {
  readonly value: Value;
  readonly why?: string;
}

const sizeNames = ["limit", "per_page", "page_size", "pageSize", "maxResults", "size", "count", "top", "$top"];
const offsetNames = ["offset", "startAt", "skip", "start", "$skip"];
const pageNames = ["page", "page_number", "pageNumber"];
const nextNames = [
  ...["$.next_cursor", "$.nextCursor", "$.nextPageToken", "$.next_page_token", "$.next_token", "$.nextToken"],
  ...["$.meta.next_cursor", "$.pagination.next_cursor", "$.paging.cursors.after", "$.response_metadata.next_cursor"],
];
const linkNames = [
  ...["$.next", "$.nextRecordsUrl", "$.next_url", "$.nextLink", "$.next_page"],
  ...["$.links.next", "$.paging.next", "$.pagination.next", "$.meta.next"],
];
const moreNames = ["$.has_more", "$.hasMore", "$.more"];
const totalNames = [
  ...["$.total", "$.totalSize", "$.total_count", "$.totalCount", "$.count", "$.size"],
  ...["$.meta.total", "$.pagination.total", "$.meta.total_count", "$.page.totalElements"],
];
const totalHeaders = ["X-Total-Count", "X-Total", "X-WP-Total", "Total-Count"];

const keysOf = (place: string): readonly string[] => place.split(".").slice(1);

const firstIn = (value: unknown, places: readonly string[], fits: (found: unknown) => boolean): string | undefined =>
  places.find((place) => fits(valueAt(value, keysOf(place))));

const isLink = (found: unknown): boolean => typeof found === "string" && /^(https?:\/\/|\/)/.test(found);
const isCursor = (found: unknown): boolean => (typeof found === "string" && found !== "") || typeof found === "number";

/** The first of these names that the URL or the answer's top level has. */
const named = (names: readonly string[], url: URL, value: unknown): string | undefined =>
  names.find((name) => url.searchParams.has(name)) ?? names.find((name) => typeof valueAt(value, [name]) === "number");

/** What usually goes with a parameter for the page size. */
const companions: Readonly<Record<string, (size: string) => Paging>> = {
  limit: (size) => ({ type: "offset", limit: size, offset: "offset" }),
  count: (size) => ({ type: "offset", limit: size, offset: "offset" }),
  maxResults: (size) => ({ type: "offset", limit: size, offset: "startAt" }),
  top: (size) => ({ type: "offset", limit: size, offset: "skip" }),
  $top: (size) => ({ type: "offset", limit: size, offset: "$skip" }),
  per_page: (size) => ({ type: "page", size, page: "page", first: 1 }),
  page_size: (size) => ({ type: "page", size, page: "page", first: 1 }),
  pageSize: (size) => ({ type: "page", size, page: "page", first: 1 }),
  size: (size) => ({ type: "page", size, page: "page", first: 0 }),
};

/** An answer with exactly as many records as the URL asks for has more behind it, until proven otherwise. */
const guessOfFullPage = ({ records }: Sample, url: URL, size: string | undefined): Guess<Paging> | undefined => {
  const paging = size === undefined ? undefined : companions[size]?.(size);
  if (size === undefined || paging === undefined || url.searchParams.get(size) !== records.length.toString()) {
    return undefined;
  }
  const by =
    paging.type === "page"
      ? `page number with "${paging.page}", from ${paging.first} on,`
      : `offset with "${"offset" in paging ? paging.offset : ""}"`;
  const why = `the answer is full with the ${records.length} records that "${size}" asks for, so there seem to be more; that they are asked for by ${by} is a guess`;
  return { value: paging, why };
};

const parameterOf = (place: string): string => {
  const last = keysOf(place).at(-1) ?? "";
  const plain = last.replace(/^next_?/i, "");
  return plain === "" || plain === last ? last : `${plain.charAt(0).toLowerCase()}${plain.slice(1)}`;
};

const nextInHeader = (headers: Headers): URL | undefined => {
  try {
    const uri = LinkHeader.parse(headers.get("link") ?? "").rel("next")[0]?.uri;
    return uri !== undefined && URL.canParse(uri, "http://same.invalid")
      ? new URL(uri, "http://same.invalid")
      : undefined;
  } catch {
    return undefined;
  }
};

export const guessPaging = (sample: Sample, url: URL): Guess<Paging> => {
  const { value, headers, records } = sample;
  const size = named(sizeNames, url, value);
  const sized = size ?? "limit";
  const next = nextInHeader(headers);
  if (next !== undefined) {
    const own = size ?? sizeNames.find((name) => next.searchParams.has(name));
    return { value: { type: "link-header", size: own ?? "per_page" } };
  }
  const link = firstIn(value, linkNames, isLink);
  if (link !== undefined) return { value: { type: "next-link", next: link, ...(size !== undefined && { size }) } };
  const cursor = firstIn(value, nextNames, isCursor);
  if (cursor !== undefined) {
    const parameter = parameterOf(cursor);
    const why = `the answer has a cursor at ${cursor}; that it is sent as "${parameter}" is a guess`;
    return { value: { type: "cursor", size: sized, cursor: parameter, next: cursor }, why };
  }
  const more = firstIn(value, moreNames, (found) => typeof found === "boolean");
  if (more !== undefined) {
    const why = `the answer says at ${more} whether there is more; that the last record's "id" is sent as "starting_after" is a guess`;
    return { value: { type: "keyset", size: sized, after: "starting_after", key: "id", more }, why };
  }
  const offset = named(offsetNames, url, value);
  if (offset !== undefined) return { value: { type: "offset", limit: sized, offset } };
  const page = named(pageNames, url, value);
  if (page !== undefined) {
    const asked = url.searchParams.get(page) ?? valueAt(value, [page]);
    return { value: { type: "page", size: sized, page, first: Number(asked) === 0 ? 0 : 1 } };
  }
  const full = guessOfFullPage(sample, url, size);
  if (full !== undefined) return full;
  const why = `nothing in the answer tells of another page after its ${records.length} records`;
  return { value: { type: "none" }, why };
};

const isWhole = (found: unknown): found is number =>
  typeof found === "number" && Number.isSafeInteger(found) && found >= 0;

export const guessTotal = ({ value, headers, records }: Sample): Guess<Total> => {
  const place = firstIn(value, totalNames, (found) => isWhole(found) && found >= records.length);
  if (place !== undefined) {
    const isCertain = place.toLowerCase().includes("total");
    const why = `"${place}" may be the number of all records, or only of those in the answer`;
    return { value: { from: "body", path: place }, ...(!isCertain && { why }) };
  }
  const header = totalHeaders.find((name) => /^\d+$/.test(headers.get(name) ?? ""));
  if (header !== undefined) return { value: { from: "header", name: header } };
  const why = "nothing in the answer is a total, so every night reads everything twice; a count endpoint would do";
  return { value: { from: "none" }, why };
};
