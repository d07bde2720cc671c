import type { SourceWindow } from "../../table.ts";
import type { Ask } from "../ask.ts";
import type { Behavior } from "./behavior.ts";
import { readCursor } from "./cursor.ts";
import { rowOfId } from "./items.ts";
import { pagingNames } from "./paging-names.ts";
import { sortColumns, type Order } from "./selection.ts";
import { readTime } from "./times.ts";

/** What a call asks for. */
export interface Query {
  /** Records that the call asks for, and that the API is willing to answer. */
  readonly asked: number;
  readonly size: number;
  /** Where the page starts: at a place in the order, or after a row's number. */
  readonly start: { readonly place: number } | { readonly after: number };
  readonly window: SourceWindow | undefined;
  readonly order: Order | undefined;
  /** Parameters other than those of paging, as a next page needs them again. */
  readonly filters: Readonly<Record<string, string>>;
}

const defaultSize = 100;
const farthest = 8_640_000_000_000_000;
const windowNames = ["updated_since", "updated_until"] as const;

/** Names of the parameters that a behavior has. */
const filterNames = ({ sort, window, query }: Behavior): readonly string[] => [
  ...(window === "none" ? [] : windowNames),
  ...(sort === "none" ? [] : ["sort", "order"]),
  ...(query === undefined ? [] : [query[0]]),
];

const wholeNumber = (query: URLSearchParams, name: string, otherwise: number, least: number, problems: string[]) => {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (/^\d{1,12}$/.test(text) && Number(text) >= least) return Number(text);
  problems.push(`${name} is "${text}"; it has to be a whole number of at least ${least}`);
  return otherwise;
};

const readOrder = (filters: Readonly<Record<string, string>>, problems: string[]): Order | undefined => {
  const { sort, order } = filters;
  if (order !== undefined && order !== "asc" && order !== "desc") {
    problems.push(`order is "${order}"; it has to be asc or desc`);
  }
  if (sort === undefined && order !== undefined) problems.push("order is given without sort");
  const column = sortColumns.find((known) => known === sort);
  if (sort !== undefined && column === undefined) {
    problems.push(`sort is "${sort}"; it has to be one of ${sortColumns.join(", ")}`);
  }
  return column === undefined ? undefined : { column, descending: order === "desc" };
};

const readWindow = (
  filters: Readonly<Record<string, string>>,
  { window }: Behavior,
  problems: string[],
): SourceWindow | undefined => {
  if (window === "none") return undefined;
  const [since, until] = windowNames.map((name) => {
    const text = filters[name];
    const time = text === undefined ? undefined : readTime(text, window);
    if (typeof time === "string") problems.push(`${name} is "${text ?? ""}"; ${time}`);
    return typeof time === "number" ? time : undefined;
  });
  if (since === undefined && until === undefined) return undefined;
  return { since: since ?? -farthest, until: until ?? farthest };
};

const readStart = (
  query: URLSearchParams,
  behavior: Behavior,
  size: number,
  cursor: number | undefined,
  problems: string[],
): Query["start"] => {
  switch (behavior.paging) {
    case "offset":
      return { place: wholeNumber(query, "offset", 0, 0, problems) };
    case "page": {
      const first = Number(behavior.first);
      return { place: (wholeNumber(query, "page", first, first, problems) - first) * size };
    }
    case "link-header":
      return { place: (wholeNumber(query, "page", 1, 1, problems) - 1) * size };
    case "keyset": {
      const after = query.get("starting_after");
      if (after === null) return { place: 0 };
      if (!/^\d{1,18}$/.test(after)) problems.push(`starting_after is "${after}"; it has to be the id of an item`);
      else return { after: rowOfId(after, behavior.ids) };
      return { place: 0 };
    }
    case "cursor":
    case "next-link":
      return { place: cursor ?? 0 };
    case "none":
      return { place: 0 };
  }
};

/** Filters of a call: its own, or those that its cursor continues. */
const readFilters = (
  query: URLSearchParams,
  behavior: Behavior,
  problems: string[],
): { readonly filters: Readonly<Record<string, string>>; readonly place: number | undefined } => {
  const names = filterNames(behavior);
  const own = Object.fromEntries([...query].filter(([name]) => names.includes(name)));
  const text = behavior.paging === "cursor" || behavior.paging === "next-link" ? query.get("cursor") : null;
  if (text === null) return { filters: own, place: undefined };
  const cursor = readCursor(text);
  if (cursor === undefined) {
    problems.push(`cursor is "${text}"; it has to be one that an answer had`);
    return { filters: own, place: undefined };
  }
  for (const [name, value] of Object.entries(own)) {
    if (cursor.filters[name] !== value) problems.push(`${name} is "${value}"; the cursor is of a call without that`);
  }
  return { filters: cursor.filters, place: cursor.place };
};

/** What a call of items or of their count asks for, or everything that is wrong with it. */
export const parseQuery = (
  { query }: Ask,
  behavior: Behavior,
  route: "items" | "count",
): Query | { readonly problems: readonly string[] } => {
  const problems: string[] = [];
  const names = pagingNames(behavior.paging);
  const known = [
    ...(route === "items" ? names.all : []),
    ...filterNames(behavior),
    ...(behavior.auth === "api-key-query" ? ["api_key"] : []),
  ];
  for (const name of new Set(query.keys())) {
    if (!known.includes(name)) problems.push(`${name} is no parameter; there are ${known.join(", ")}`);
    if (query.getAll(name).length > 1) problems.push(`${name} is given more than once`);
  }
  const [required, value] = behavior.query ?? [];
  if (required !== undefined && query.get(required) !== value && !query.has("cursor")) {
    problems.push(`${required} is "${query.get(required) ?? ""}"; it has to be ${value ?? ""}`);
  }
  const { filters, place } = readFilters(query, behavior, problems);
  const asked =
    names.size === undefined
      ? Math.max(behavior.rows * 2, defaultSize)
      : wholeNumber(query, names.size, Math.min(defaultSize, behavior.cap), 1, problems);
  if (names.size !== undefined && behavior.over === "refuse" && asked > behavior.cap) {
    problems.push(`${names.size} is ${asked}; it has to be at most ${behavior.cap}`);
  }
  const size = names.size === undefined ? asked : Math.min(asked, behavior.cap);
  const start = readStart(query, behavior, size, place, problems);
  const order = readOrder(filters, problems);
  if (behavior.paging === "keyset" && order !== undefined && order.column !== "id") {
    problems.push(`sort is "${order.column}"; pages after an id are in the order of id`);
  }
  const window = readWindow(filters, behavior, problems);
  return problems.length > 0 ? { problems } : { asked, size, start, window, order, filters };
};
