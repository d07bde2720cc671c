import { decimalText, pick } from "../../mission-random.ts";
import { code, createdAt, offsetText, someone, updatedAt } from "./moments.ts";

/** How a field's values compare, and how a query writes them. */
export type SalesforceType = "id" | "string" | "boolean" | "dateTime" | "date" | "currency";

export interface SalesforceField {
  readonly type: SalesforceType;
  /** JSON text of a record's value. */
  readonly json: (row: number) => string;
  /** What comparisons and orders use: epoch milliseconds of a time, and otherwise the value itself. */
  readonly value: (row: number) => string | number | boolean | null;
}

const stages = ["Prospecting", "Negotiation/Review", "Closed Won", "Closed Lost"];

const textField = (value: (row: number) => string | null, type: SalesforceType = "string"): SalesforceField => ({
  type,
  value,
  json: (row) => JSON.stringify(value(row)),
});

const timeField = (time: (row: number) => number): SalesforceField => ({
  type: "dateTime",
  value: time,
  json: (row) => JSON.stringify(offsetText(time(row))),
});

const cents = (row: number): number | null => (row % 11 === 3 ? null : pick(51, row, 10_000_000));
const stage = (row: number): string => stages[pick(52, row, stages.length)] ?? "";

export const opportunityId = (row: number): string => `006${code(53, row, 12)}AAA`;
const accountId = (row: number): string => `001${code(54, row % 70, 12)}AAA`;
const accountName = (row: number): string => `${someone(row % 70)} & Sons`;

/** Fields of an opportunity; a point leads to its account. */
export const opportunityFields: Readonly<Record<string, SalesforceField>> = {
  Id: textField(opportunityId, "id"),
  Name: textField((row) => `Renewal ${row}, "${someone(row)}"`),
  Amount: {
    type: "currency",
    value: (row) => {
      const value = cents(row);
      return value === null ? null : value / 100;
    },
    json: (row) => {
      const value = cents(row);
      return value === null ? "null" : decimalText(value, 2);
    },
  },
  StageName: textField(stage),
  CloseDate: textField((row) => new Date(createdAt(row) + 60 * 86_400_000).toISOString().slice(0, 10), "date"),
  Description: textField((row) => (row % 4 === 0 ? null : `First line\r\nsecond line of ${row}`)),
  IsClosed: {
    type: "boolean",
    value: (row) => stage(row).startsWith("Closed"),
    json: (row) => String(stage(row).startsWith("Closed")),
  },
  AccountId: textField(accountId, "id"),
  "Account.Name": textField(accountName),
  "Account.BillingCity": textField((row) => (row % 5 === 0 ? null : "Göteborg")),
  CreatedDate: timeField(createdAt),
  LastModifiedDate: timeField(updatedAt),
  SystemModstamp: timeField(updatedAt),
};

const attributes = (type: string, id: string, version: string): string =>
  JSON.stringify({ type, url: `/services/data/${version}/sobjects/${type}/${id}` });

/** A record as a query's answer has it: with its attributes, and those of its account. */
export const opportunityText = (row: number, names: readonly string[], version: string): string => {
  const texts = [`"attributes":${attributes("Opportunity", opportunityId(row), version)}`];
  const account: string[] = [];
  for (const name of names) {
    const json = opportunityFields[name]?.json(row) ?? "null";
    const [object, field] = name.split(".");
    if (object === "Account" && field !== undefined) account.push(`${JSON.stringify(field)}:${json}`);
    else texts.push(`${JSON.stringify(name)}:${json}`);
  }
  if (account.length > 0) {
    texts.push(`"Account":{"attributes":${attributes("Account", accountId(row), version)},${account.join(",")}}`);
  }
  return `{${texts.join(",")}}`;
};
