import { decimalText, pick } from "../../mission-random.ts";
import { code, createdAt, someone, updatedAt } from "./moments.ts";

export type OrderStatus = "open" | "closed" | "cancelled";

export const orderId = (row: number): number => 5_800_000_000_000 + row * 31;

export const orderStatus = (row: number): OrderStatus => {
  const drawn = pick(61, row, 10);
  return drawn < 6 ? "open" : drawn < 9 ? "closed" : "cancelled";
};

/** A time as the shop's zone writes it, five hours behind UTC: `2026-01-31T03:15:00-05:00`. */
export const shopTime = (time: number): string =>
  new Date(time - 5 * 3_600_000).toISOString().replace(".000Z", "-05:00");

const lineItems = (row: number): readonly object[] =>
  Array.from({ length: 1 + (row % 3) }, (_, place) => ({
    id: orderId(row) * 10 + place,
    title: `Item ${place + 1}, size "M"`,
    quantity: 1 + pick(62 + place, row, 4),
    price: decimalText(100 * (1 + pick(65 + place, row, 90)), 2),
    sku: place === 2 ? null : `SKU-${code(68, row, 5)}`,
    taxable: true,
  }));

/** An order as of https://shopify.dev/docs/api/admin-rest/2025-01/resources/order#resource-object */
export const shopifyOrder = (row: number): Readonly<Record<string, unknown>> => {
  const [first = "", ...rest] = someone(row).split(" ");
  const status = orderStatus(row);
  const total = decimalText(pick(69, row, 400) * 50, 2);
  const updated = shopTime(updatedAt(row));
  return {
    id: orderId(row),
    admin_graphql_api_id: `gid://shopify/Order/${orderId(row)}`,
    name: `#${1_001 + row}`,
    order_number: 1_001 + row,
    email: row % 9 === 0 ? "" : `buyer${row}@shop.example`,
    created_at: shopTime(createdAt(row)),
    updated_at: updated,
    closed_at: status === "closed" ? updated : null,
    cancelled_at: status === "cancelled" ? updated : null,
    cancel_reason: status === "cancelled" ? "customer" : null,
    currency: "USD",
    total_price: total,
    total_price_set: { shop_money: { amount: total, currency_code: "USD" } },
    financial_status: status === "cancelled" ? "voided" : "paid",
    fulfillment_status: status === "closed" ? "fulfilled" : null,
    note: row % 4 === 0 ? null : "Leave at the door,\nplease",
    tags: row % 3 === 0 ? "vip, wholesale" : "",
    customer:
      row % 8 === 5 ? null : { id: 7_000_000_000_000 + (row % 80), first_name: first, last_name: rest.join(" ") },
    shipping_address: { city: "Montréal", country_code: "CA", zip: "H2X 1Y4", province: "Quebec" },
    line_items: lineItems(row),
  };
};
