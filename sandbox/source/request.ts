import type { SourceWindow } from "./table.ts";

/** Maximum number of records per call; a higher limit returns fewer records and the limit that was used. */
export const limitCap = 5_000;

export interface PageRequest {
  readonly limit: number;
  readonly offset: number;
  readonly window: SourceWindow | undefined;
}

const whole = (query: URLSearchParams, name: string, otherwise: number, least: number): number | string => {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,12}$/.test(text) || Number(text) < least) {
    return `${name} is "${text}"; it has to be a whole number of at least ${least}`;
  }
  return Number(text);
};

const instant = (query: URLSearchParams, name: string, otherwise: number): number | string => {
  const text = query.get(name);
  if (text === null) return otherwise;
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time)
    ? `${name} is "${text}"; it has to be an instant in UTC such as 2026-01-31T00:00:00Z`
    : time;
};

const known = new Set(["limit", "offset", "updated_since", "updated_until"]);

/** What a query requests, or everything that is wrong with it. */
export const parseRequest = (query: URLSearchParams): PageRequest | { readonly problems: readonly string[] } => {
  const limit = whole(query, "limit", limitCap, 1);
  const offset = whole(query, "offset", 0, 0);
  const since = instant(query, "updated_since", -8_640_000_000_000_000);
  const until = instant(query, "updated_until", 8_640_000_000_000_000);
  const strange = [...new Set(query.keys())].filter((name) => !known.has(name));
  const problems = [limit, offset, since, until].filter((value) => typeof value === "string");
  problems.push(...strange.map((name) => `${name} is no parameter; there are ${[...known].join(", ")}`));
  if (
    typeof limit === "string" ||
    typeof offset === "string" ||
    typeof since === "string" ||
    typeof until === "string"
  ) {
    return { problems };
  }
  if (problems.length > 0) return { problems };
  const windowed = query.has("updated_since") || query.has("updated_until");
  return { limit: Math.min(limit, limitCap), offset, window: windowed ? { since, until } : undefined };
};
