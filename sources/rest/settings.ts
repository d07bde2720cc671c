/** What a REST API's entry in `sources.yaml` and its contracts may say, with all defaults. */
import * as Type from "typebox";
import {
  constant,
  kebab,
  map,
  object,
  oneOf,
  optional,
  string,
  tagged,
  text,
  wholeNumber,
  withDefault,
  type Of,
} from "../../model/validation/schema.ts";
import { maximumPageSize } from "../../model/paging.ts";

const parameter = string(/^[\w.[\]-]{1,64}$/, "the name of a query parameter");
const header = string(/^[A-Za-z0-9-]{1,64}$/, "the name of a header");
const sentHeader = string(
  /^(?!([Aa]uthorization|AUTHORIZATION|[Cc]ookie|[Hh]ost|[Cc]ontent-[Ll]ength|[Cc]onnection|[Aa]ccept-[Ee]ncoding)$)[A-Za-z0-9-]{1,64}$/,
  "the name of a header that may be stated; credentials belong in a secret, which the source's auth names",
);
/** https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const headerValue = string(/^[!-~]([ -~]*[!-~])?$/, "a line of text in ASCII");
export const path = string(
  /^(\/[A-Za-z0-9._~-]+)+$/,
  "a path; paths begin with a slash, end without one and have no query",
);
const member = string(/^\$(\.[A-Za-z_][\w-]*)+$/, 'the place of a value in the answer, such as "$.meta.next"');
const parameters = map("a map from parameters to values", parameter, Type.String({ title: "text; numbers in quotes" }));
const secret = kebab;

/** How the API knows who is asking. */
export const auth = tagged("type", "authentication", [
  object("no authentication", { type: constant("none") }),
  object("authentication by bearer token", {
    type: constant("bearer"),
    secret,
    /** Where the source issues new tokens: `POST` and `GET` as documented in docs/operations.md. */
    rotation: optional(object("a token's rotation", { path })),
  }),
  object("authentication by API key", {
    type: constant("api-key"),
    secret,
    in: withDefault(oneOf(["header", "query"]), "header"),
    name: withDefault(string(/^[\w.-]{1,64}$/, "the name of a header or query parameter"), "X-Api-Key"),
  }),
  object("basic authentication", { type: constant("basic"), secret }),
  object("authentication by OAuth 2.0 client credentials", {
    type: constant("oauth2"),
    secret,
    tokenPath: path,
    scope: optional(text),
    clientAuth: withDefault(oneOf(["header", "body"]), "header"),
  }),
]);
export type Auth = Of<typeof auth>;
export type AuthOf<Kind extends Auth["type"]> = Extract<Auth, { readonly type: Kind }>;

/** How many calls the API allows, over all functions together. */
export const rate = object("a rate", {
  requests: wholeNumber(1, 100_000),
  perSeconds: wholeNumber(1, 86_400),
  perDay: optional(wholeNumber(1, 100_000_000)),
});

export const paging = tagged("type", "paging", [
  object("paging by offset", {
    type: constant("offset"),
    limit: withDefault(parameter, "limit"),
    offset: withDefault(parameter, "offset"),
  }),
  object("paging by page number", {
    type: constant("page"),
    size: withDefault(parameter, "per_page"),
    page: withDefault(parameter, "page"),
    first: withDefault(wholeNumber(0, 1), 1),
  }),
  object("paging by cursor", {
    type: constant("cursor"),
    size: withDefault(parameter, "limit"),
    cursor: withDefault(parameter, "cursor"),
    next: withDefault(member, "$.next_cursor"),
  }),
  object("paging by a link in the body", {
    type: constant("next-link"),
    size: optional(parameter),
    next: withDefault(member, "$.next"),
  }),
  object("paging by Link header", { type: constant("link-header"), size: withDefault(parameter, "per_page") }),
  object("paging by key", {
    type: constant("keyset"),
    size: withDefault(parameter, "limit"),
    after: withDefault(parameter, "starting_after"),
    key: withDefault(string(/^[A-Za-z_][\w-]*$/, "the name of a field of the records"), "id"),
    more: optional(member),
  }),
  object("no paging", { type: constant("none") }),
]);
export type Paging = Of<typeof paging>;
export type PagingOf<Kind extends Paging["type"]> = Extract<Paging, { readonly type: Kind }>;

const rowCount = wholeNumber(0, 1_000_000_000);

/** Where the API says how many records there are. */
export const total = tagged("from", "a total", [
  object("a total in the body", { from: constant("body"), path: withDefault(member, "$.total") }),
  object("a total in a header", { from: constant("header"), name: withDefault(header, "X-Total-Count") }),
  object("a total at another path", {
    from: constant("count"),
    path,
    at: withDefault(member, "$.count"),
  }),
  object("no total", {
    from: constant("none"),
    /**
     * How many rows a night may have; without it, the dataset is read twice, which proves that no row is missing. A
     * range proves only a number: it suits sources whose records don't change while they are read.
     */
    rows: optional(object("the rows of a night", { least: rowCount, most: rowCount })),
  }),
]);

export type Total = Of<typeof total>;

/** `2026-01-31T00:00:00.000Z`, `2026-01-31 00:00`, `2026-01-31`, and numbers; all in UTC. */
export const windowFormats = ["instant", "minute", "date", "epoch-seconds", "epoch-milliseconds"] as const;

/**
 * What a parameter of the window may have: its first instant; the instant after it; and its last instant or day, for APIs
 * whose end is inclusive.
 */
export const windowEnds = ["since", "until", "last"] as const;

/** Parameters by which the API filters by time. */
export const window = object("a window", {
  query: map(
    'a map from parameters to texts with "{since}" and "{until}"',
    parameter,
    Type.String({ pattern: "\\S", title: 'text, with "{since}", "{until}", or "{last}" for the window\'s ends' }),
    { minProperties: 1 },
  ),
  format: withDefault(oneOf(windowFormats), "instant"),
});

const members = {
  query: parameters,
  headers: map("a map from headers to values", sentHeader, headerValue),
  records: string(
    /^\$(\.[A-Za-z_][\w-]*)*\[\*\]$/,
    'the place of the records, such as "$.data[*]", or "$[*]" for an answer that is a list',
  ),
  format: oneOf(["json", "ndjson", "csv"]),
  delimiter: string(/^[,;\t|]$/, "a comma, semicolon, tab, or vertical bar"),
  paging,
  total,
  sort: parameters,
  window,
};

/** What a source or a contract may say of requests; what it doesn't say is as in `requestDefaults`. */
export const requestSettings = object("a request", {
  query: optional(members.query),
  headers: optional(members.headers),
  records: optional(members.records),
  format: optional(members.format),
  delimiter: optional(members.delimiter),
  paging: optional(members.paging),
  total: optional(members.total),
  sort: optional(members.sort),
  window: optional(members.window),
});
export type RequestSettings = Of<typeof requestSettings>;

/** A dataset's request with everything filled in, as compiled contracts have it. */
export const requestSchema = Type.Object(
  { path, pageSize: wholeNumber(1, maximumPageSize), ...members },
  { title: "a request" },
);
export type RestRequest = Of<typeof requestSchema>;

export const requestDefaults: Required<RequestSettings> = {
  query: {},
  headers: {},
  records: "$.data[*]",
  format: "json",
  delimiter: ",",
  paging: { type: "offset", limit: "limit", offset: "offset" },
  total: { from: "body", path: "$.total" },
  sort: {},
  window: { query: { updated_since: "{since}", updated_until: "{until}" }, format: "instant" },
};

/** An entry of `sources.yaml`, beside its name, description, and kind. */
export const sourceMembers = { auth, rate: optional(rate), request: optional(requestSettings) };
export const sourceSettings = Type.Object(sourceMembers, { title: "settings of a REST API" });
export type RestSource = Of<typeof sourceSettings>;
