import { matching, pair, parseList, whole, type Values } from "../behavior-list.ts";

/** What may follow an API's name in the path, e.g. `/apis/github,run=a,rate=5:60`. */
const keys = {
  /** Another run is another memory of calls and tokens. */
  run: matching(/^[A-Za-z0-9._-]{1,64}$/, "1 to 64 letters, digits, points, dashes and underscores", undefined),
  rows: whole(0, 10_000, 300),
  /** Requests and seconds instead of the API's own short-term limit. */
  rate: pair(/^[1-9]\d{0,5}:[1-9]\d{0,4}$/, "requests and seconds, such as 5:1"),
  /** Requests instead of the API's own hourly or daily limit. */
  quota: whole(1, 1_000_000, undefined),
  /** Seconds after which a token ends. */
  expires: whole(1, 86_400, 7_200),
} as const;

export type PublicOptions = Values<typeof keys>;

/** An API's name and its options, or everything that is wrong with them. */
export const parsePublicApi = (
  segment: string,
): { readonly name: string; readonly options: PublicOptions } | { readonly problems: readonly string[] } => {
  const [name = "", ...list] = segment.split(",");
  const parsed = parseList(list.length === 0 ? "-" : list.join(","), keys);
  return "problems" in parsed ? parsed : { name, options: parsed.values };
};

/** A short-term limit: the options' or the API's own. */
export const rateOf = (
  { rate }: PublicOptions,
  requests: number,
  seconds: number,
): readonly [requests: number, seconds: number] =>
  rate === undefined ? [requests, seconds] : [Number(rate[0]), Number(rate[1])];
