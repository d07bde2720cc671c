/**
 * Shopify's orders: https://shopify.dev/docs/api/admin-rest/2025-01/resources/order
 *
 * Pages: https://shopify.dev/docs/api/admin-rest/usage/pagination
 * Limits: https://shopify.dev/docs/api/admin-rest/usage/rate-limits
 */
import { jsonAnswer } from "../answer.ts";
import type { Answer, Api, Ask } from "../ask.ts";
import { credentials } from "../credentials.ts";
import { LeakyBucket } from "./leaky-bucket.ts";
import { rateOf, type PublicOptions } from "./options.ts";
import { shopifyOrder } from "./shopify-orders.ts";
import { pageNames, readFilters, selectOrders, type Errors, type OrderFilters } from "./shopify-query.ts";

const ordersPath = "/admin/api/2025-01/orders.json";
const countPath = "/admin/api/2025-01/orders/count.json";

const failure = (status: number, errors: Errors | string, headers: Record<string, string> = {}): Answer =>
  jsonAnswer(status, { errors }, headers);

/** A page's place, hidden from clients. */
interface PageInfo {
  readonly from: number;
  readonly filters: OrderFilters;
}

const writePageInfo = (info: PageInfo): string => Buffer.from(JSON.stringify(info)).toString("base64url");

const readPageInfo = (text: string): PageInfo | undefined => {
  try {
    const value = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as PageInfo | null;
    return value !== null && writePageInfo({ from: value.from, filters: value.filters }) === text ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Where a page starts and what it selects, or what is wrong: other filters must not go with `page_info`. */
const readPage = (query: URLSearchParams): PageInfo | { readonly errors: Errors } => {
  const text = query.get("page_info");
  if (text === null) {
    const { filters, errors } = readFilters(query);
    return Object.keys(errors).length > 0 ? { errors } : { from: 0, filters };
  }
  const strange = [...new Set(query.keys())].filter((name) => !pageNames.includes(name));
  if (strange.length > 0) {
    const see = "See https://shopify.dev/api/usage/pagination-rest for more information.";
    const words = (name: string): string => `${name} cannot be passed when page_info is present. ${see}`;
    return { errors: Object.fromEntries(strange.map((name) => [name, words(name)])) };
  }
  return readPageInfo(text) ?? { errors: { page_info: "Invalid value." } };
};

const listOrders = (ask: Ask, rows: number): Answer => {
  const limitText = ask.query.get("limit") ?? "50";
  if (!/^[1-9]\d{0,8}$/.test(limitText)) return failure(400, { limit: "must be a positive number" });
  const page = readPage(ask.query);
  if ("errors" in page) return failure(400, page.errors);
  // a larger limit isn't refused, but lowered without a word
  const limit = Math.min(250, Number(limitText));
  const { from, filters } = page;
  const selected = selectOrders(filters, rows);
  const fields = ask.query.get("fields")?.split(",");
  const link = (start: number, rel: string): string => {
    const parameters = new URLSearchParams({
      limit: limit.toString(),
      page_info: writePageInfo({ from: start, filters }),
    });
    if (fields !== undefined) parameters.set("fields", fields.join(","));
    return `<${ask.base}${ask.path}?${parameters.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(from > 0 ? [link(Math.max(0, from - limit), "previous")] : []),
    ...(from + limit < selected.length ? [link(from + limit, "next")] : []),
  ];
  const orders = selected.slice(from, from + limit).map((row) => {
    const order = shopifyOrder(row);
    return fields === undefined
      ? order
      : Object.fromEntries(Object.entries(order).filter(([name]) => fields.includes(name)));
  });
  return jsonAnswer(200, { orders }, links.length === 0 ? {} : { link: links.join(", ") });
};

const countOrders = (ask: Ask, rows: number): Answer => {
  const { filters, errors } = readFilters(ask.query);
  if (Object.keys(errors).length > 0) return failure(400, errors);
  return jsonAnswer(200, { count: selectOrders(filters, rows).length });
};

/** @param now epoch milliseconds */
export const shopifyApi = (options: PublicOptions, now: () => number): Api => {
  const [size, seconds] = rateOf(options, 40, 20);
  const bucket = new LeakyBucket(size, size / seconds);
  return (ask) => {
    if (ask.headers["x-shopify-access-token"] !== credentials.shopify) {
      return failure(401, "[API] Invalid API key or access token (unrecognized login or wrong password)");
    }
    const { isAdmitted, used } = bucket.take(now());
    const headers = { "x-shopify-shop-api-call-limit": `${used}/${size}`, "x-shopify-api-version": "2025-01" };
    if (!isAdmitted) {
      const rate = `${size / seconds} calls per second`;
      const message = `Exceeded ${rate} for api client. Reduce request rates to resume uninterrupted service.`;
      return failure(429, message, { ...headers, "retry-after": "2.0" });
    }
    const answers: Readonly<Record<string, (ask: Ask, rows: number) => Answer>> = {
      [ordersPath]: listOrders,
      [countPath]: countOrders,
    };
    const answer = ask.method === "GET" && Object.hasOwn(answers, ask.path) ? answers[ask.path] : undefined;
    const made = answer === undefined ? failure(404, "Not Found") : answer(ask, options.rows);
    return { ...made, headers: { ...made.headers, ...headers } };
  };
};
