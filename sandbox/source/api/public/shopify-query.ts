import { createdAt, updatedAt } from "./moments.ts";
import { orderId, orderStatus } from "./shopify-orders.ts";

/** Rows that a query's filters select, in its order. */
export type OrderFilters = Readonly<Record<string, string>>;

export type Errors = Readonly<Record<string, string>>;

/** Parameters that stay the same from page to page. */
const filterNames = [
  ...["status", "since_id", "order"],
  ...["created_at_min", "created_at_max", "updated_at_min", "updated_at_max"],
];

/** Parameters of the page itself, which alone may go with `page_info`. */
export const pageNames = ["limit", "fields", "page_info"];

const statuses = ["open", "closed", "cancelled", "any"];
const orderPattern = /^(id|created_at|updated_at) (asc|desc)$/;

/** A day, or a time with or without an offset; without one it is the shop's. */
const timePattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})?)?$/;

const timeOf = (text: string): number => {
  if (!timePattern.test(text)) return Number.NaN;
  if (text.length === 10) return Date.parse(`${text}T00:00:00-05:00`);
  return Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}-05:00`);
};

/** The filters of a query, or what is wrong with each parameter. */
export const readFilters = (query: URLSearchParams): { readonly filters: OrderFilters; readonly errors: Errors } => {
  const errors: Record<string, string> = {};
  const filters: Record<string, string> = {};
  for (const [name, value] of query) {
    if (pageNames.includes(name)) continue;
    if (filterNames.includes(name)) filters[name] = value;
    else errors[name] = "isn't a parameter that the demo has";
    if (/_(min|max)$/.test(name) && Number.isNaN(timeOf(value))) errors[name] = `${value} is not a valid datetime`;
  }
  const { status = "open", order = "created_at desc", since_id: since = "0" } = filters;
  if (!statuses.includes(status)) errors["status"] = `${status} is not a valid status`;
  if (!orderPattern.test(order)) errors["order"] = `${order} is not a valid order`;
  if (!/^\d{1,15}$/.test(since)) errors["since_id"] = `${since} is not a valid id`;
  return { filters, errors };
};

/** Bounds are inclusive on both sides: `updated_at_max` shows orders last updated at or before it. */
export const selectOrders = (filters: OrderFilters, rows: number): readonly number[] => {
  const bound = (name: string, otherwise: number): number => {
    const text = filters[name];
    return text === undefined ? otherwise : timeOf(text);
  };
  const { status = "open", order, since_id: since = "0" } = filters;
  const [, column = "created_at", direction = "desc"] = orderPattern.exec(order ?? "") ?? [];
  const keyOf = { id: orderId, created_at: createdAt, updated_at: updatedAt }[column] ?? createdAt;
  const sign = direction === "asc" ? 1 : -1;
  return Array.from({ length: rows }, (_, row) => row)
    .filter(
      (row) =>
        (status === "any" || orderStatus(row) === status) &&
        orderId(row) > Number(since) &&
        createdAt(row) >= bound("created_at_min", -Infinity) &&
        createdAt(row) <= bound("created_at_max", Infinity) &&
        updatedAt(row) >= bound("updated_at_min", -Infinity) &&
        updatedAt(row) <= bound("updated_at_max", Infinity),
    )
    .sort((one, other) => sign * (keyOf(one) - keyOf(other) || one - other));
};
