import { matching, oneOf, pair, severalOf, whole, type Values } from "../behavior-list.ts";
import { faults } from "./faults.ts";

/** Every key of a behavior; `docs/sandbox.md` says what each one does. */
export const behaviorKeys = {
  run: matching(/^[A-Za-z0-9._-]{1,64}$/, "1 to 64 letters, digits, points, dashes and underscores", undefined),
  rows: whole(0, 1_000_000, 100),
  ids: oneOf(["small", "big"], "small"),
  amount: oneOf(["number", "text"], "number"),

  paging: oneOf(["offset", "page", "cursor", "next-link", "link-header", "keyset", "none"], "offset"),
  first: oneOf(["0", "1"], "1"),
  next: oneOf(["url", "path", "query"], "url"),
  cap: whole(1, 1_000_000, 1_000),
  over: oneOf(["cap", "refuse"], "cap"),
  total: oneOf(["body", "header", "count", "none"], undefined),
  records: matching(/^[a-z_]+(\.[a-z_]+)*$/i, "top, data, or the path of a list such as result.items", "data"),
  sort: oneOf(["always", "optional", "none"], "always"),
  window: oneOf(["instant", "date", "epoch-seconds", "epoch-milliseconds", "none"], "instant"),
  query: pair(/^[A-Za-z_]+:[^:]+$/, "a parameter that has to be sent, such as status:all"),
  header: pair(/^[A-Za-z-]+:[^:]+$/, "a header that has to be sent, such as X-Api-Version:2"),

  format: oneOf(["json", "ndjson", "csv"], "json"),
  delimiter: oneOf(["comma", "semicolon", "tab", "pipe"], "comma"),
  gzip: oneOf(["no", "yes", "always"], "no"),

  auth: oneOf(["none", "bearer", "api-key-header", "api-key-query", "basic", "oauth2"], "none"),
  client: oneOf(["any", "header", "body"], "any"),
  scope: matching(/^[A-Za-z.:_-]+$/, "the name of a scope", undefined),
  expires: whole(1, 86_400, 3_600),
  uses: whole(1, 1_000_000, undefined),

  rate: pair(/^[1-9]\d{0,5}:[1-9]\d{0,4}$/, "requests and seconds, such as 5:1"),
  quota: whole(0, 1_000_000, undefined),
  limited: oneOf(["429", "403"], "429"),
  retry: oneOf(["seconds", "date", "none"], "seconds"),

  fault: severalOf(faults),
  on: oneOf(["items", "count", "token"], "items"),
  at: whole(1, 1_000_000, undefined),
  call: whole(1, 1_000_000, undefined),
  times: whole(1, 1_000_000, undefined),
  status: whole(400, 599, undefined),
} as const;

export type BehaviorValues = Values<typeof behaviorKeys>;

/** Whether an answer has a place beside its records, e.g. for a total or a cursor. */
export const hasEnvelope = ({ format, records }: Pick<BehaviorValues, "format" | "records">): boolean =>
  format === "json" && records !== "top";
