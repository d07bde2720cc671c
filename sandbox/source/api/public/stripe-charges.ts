import { pick } from "../../mission-random.ts";
import { code, createdAt, someone } from "./moments.ts";

export const chargeId = (row: number): string => `ch_3${code(41, row, 23)}`;

/** Unix seconds at which a charge was made; every tenth is in the same second as the one before. */
export const chargedAt = (row: number): number => createdAt(row % 10 === 9 ? row - 1 : row) / 1_000;

const countries = ["US", "DE", "FR", "JP"];
const brands = ["visa", "mastercard", "amex"];

/** A charge as of https://docs.stripe.com/api/charges/object; amounts are in the currency's smallest unit. */
export const stripeCharge = (row: number): object => {
  const amount = 50 + pick(42, row, 500_000);
  const isPaid = pick(43, row, 12) !== 0;
  const isRefunded = isPaid && pick(44, row, 15) === 0;
  const name = someone(row);
  return {
    id: chargeId(row),
    object: "charge",
    amount,
    amount_captured: isPaid ? amount : 0,
    amount_refunded: isRefunded ? amount : 0,
    balance_transaction: isPaid ? `txn_3${code(45, row, 23)}` : null,
    billing_details: {
      address: {
        city: row % 4 === 0 ? null : "Berlin",
        country: countries[row % countries.length],
        line1: `${1 + pick(46, row, 200)} Main Street`,
        line2: null,
        postal_code: pick(47, row, 100_000).toString().padStart(5, "0"),
        state: null,
      },
      email: `customer${row}@shop.example`,
      name,
      phone: null,
    },
    captured: isPaid,
    created: chargedAt(row),
    currency: row % 3 === 0 ? "usd" : "eur",
    customer: `cus_${code(48, row % 90, 14)}`,
    description: row % 6 === 0 ? null : `Order "${row}", paid by ${name}`,
    disputed: false,
    failure_code: isPaid ? null : "card_declined",
    failure_message: isPaid ? null : "Your card was declined.",
    livemode: false,
    metadata: row % 2 === 0 ? { order_id: row.toString() } : {},
    outcome: {
      network_status: isPaid ? "approved_by_network" : "declined_by_network",
      risk_level: "normal",
      risk_score: pick(49, row, 65),
      type: isPaid ? "authorized" : "issuer_declined",
    },
    paid: isPaid,
    payment_intent: `pi_3${code(50, row, 23)}`,
    payment_method_details: {
      card: { brand: brands[row % brands.length], exp_month: 1 + (row % 12), exp_year: 2030, last4: "4242" },
      type: "card",
    },
    refunded: isRefunded,
    status: isPaid ? "succeeded" : "failed",
  };
};
