/**
 * Stripe's charges: https://docs.stripe.com/api/charges/list
 *
 * Authentication: https://docs.stripe.com/api/authentication
 * Pages: https://docs.stripe.com/api/pagination
 * Errors: https://docs.stripe.com/api/errors and https://docs.stripe.com/error-codes
 * Limits: https://docs.stripe.com/rate-limits
 */
import { jsonAnswer } from "../answer.ts";
import { basicOf, bearerOf, type Answer, type Api, type Ask } from "../ask.ts";
import { credentials } from "../credentials.ts";
import { RateWindow } from "../rate.ts";
import { rateOf, type PublicOptions } from "./options.ts";
import { chargedAt, chargeId, stripeCharge } from "./stripe-charges.ts";

const failure = (
  status: number,
  message: string,
  extra: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Answer => jsonAnswer(status, { error: { message, type: "invalid_request_error", ...extra } }, headers);

const wrong = (param: string, message: string, code?: string): Answer =>
  failure(400, message, { param, ...(code === undefined ? {} : { code, doc_url: documentationOf(code) }) });

const documentationOf = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`;

const comparisons: Readonly<Record<string, (at: number, bound: number) => boolean>> = {
  created: (at, bound) => at === bound,
  "created[gt]": (at, bound) => at > bound,
  "created[gte]": (at, bound) => at >= bound,
  "created[lt]": (at, bound) => at < bound,
  "created[lte]": (at, bound) => at <= bound,
};

/** Parameters that Stripe has and the demo doesn't. */
const unmodeled = ["ending_before", "customer", "payment_intent", "transfer_group", "expand[]"];

interface ChargesQuery {
  readonly limit: number;
  readonly after: string | undefined;
  readonly isWithin: (at: number) => boolean;
}

const integer = /^-?\d{1,12}$/;

/** What a query asks for, or the error of its first wrong parameter: Stripe names one at a time. */
const parseQuery = (query: URLSearchParams): ChargesQuery | Answer => {
  const bounds: ((at: number) => boolean)[] = [];
  let limit = 10;
  for (const [name, value] of query) {
    const compare = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
    if (unmodeled.includes(name)) return wrong(name, `The demo doesn't have the parameter ${name}`);
    if (name !== "limit" && name !== "starting_after" && compare === undefined) {
      return wrong(name, `Received unknown parameter: ${name}`, "parameter_unknown");
    }
    if (name === "starting_after") continue;
    if (!integer.test(value)) return wrong(name, `Invalid integer: ${value}`, "parameter_invalid_integer");
    const number = Number(value);
    if (compare !== undefined) bounds.push((at) => compare(at, number));
    else if (number < 1) return wrong(name, "This value must be greater than or equal to 1.");
    else if (number > 100) return wrong(name, "This value must be less than or equal to 100.");
    else limit = number;
  }
  return {
    limit,
    after: query.get("starting_after") ?? undefined,
    isWithin: (at) => bounds.every((isInside) => isInside(at)),
  };
};

/** Newest first, as Stripe lists everything. */
const listCharges = ({ query }: Ask, rows: number): Answer => {
  const parsed = parseQuery(query);
  if ("status" in parsed) return parsed;
  const { limit, after, isWithin } = parsed;
  const newest = Array.from({ length: rows }, (_, place) => rows - 1 - place);
  const last = after === undefined ? -1 : newest.findIndex((row) => chargeId(row) === after);
  if (after !== undefined && last < 0) return wrong("starting_after", `No such charge: '${after}'`, "resource_missing");
  const left = newest.slice(last + 1).filter((row) => isWithin(chargedAt(row)));
  const data = left.slice(0, limit).map(stripeCharge);
  return jsonAnswer(200, { object: "list", url: "/v1/charges", has_more: left.length > limit, data });
};

const keyOf = (ask: Ask): string => {
  const [user = "", password = ""] = basicOf(ask) ?? [];
  return password === "" && user !== "" ? user : bearerOf(ask);
};

const authenticate = (ask: Ask): Answer | undefined => {
  const challenge = { "www-authenticate": 'Basic realm="Stripe"' };
  const key = keyOf(ask);
  if (key === "") {
    const message = "You did not provide an API key. You need to provide your API key in the Authorization header.";
    return failure(401, message, {}, challenge);
  }
  const shown = `${key.slice(0, 8)}${"*".repeat(Math.max(0, key.length - 8))}`;
  return key === credentials.stripe ? undefined : failure(401, `Invalid API Key provided: ${shown}`, {}, challenge);
};

/** @param now epoch milliseconds */
export const stripeApi = (options: PublicOptions, now: () => number): Api => {
  const rate = new RateWindow(...rateOf(options, 25, 1));
  return (ask) => {
    const refused = authenticate(ask);
    if (refused !== undefined) return refused;
    if (rate.take(now()) > 0) {
      // Stripe says that there are too many requests, not when to come again
      const code = "rate_limit";
      return failure(
        429,
        "Request rate limit exceeded.",
        { code, doc_url: documentationOf(code) },
        { "stripe-rate-limited-reason": "global-rate" },
      );
    }
    if (ask.path === "/v1/charges" && ask.method === "GET") return listCharges(ask, options.rows);
    return failure(404, `Unrecognized request URL (${ask.method}: ${ask.path}).`);
  };
};
