import { decimalText, mix, pick } from "../../mission-random.ts";
import type { Behavior } from "./behavior.ts";

/** A field's value in both formats. A CSV has no nested objects and no `null`: it has empty fields. */
export interface Field {
  readonly name: string;
  readonly json: string;
  readonly csv: readonly (readonly [string, string])[];
}

const hourMs = 3_600_000;
const firstUpdate = Date.parse("2026-01-01T00:00:00.000Z");
/** Times of change repeat after these hours, so that every table is of January 2026. */
const hours = 720;

/** Beyond what a double has: a reader that takes numbers for doubles loses the last digit. */
const bigIds = 9_007_199_254_740_993n;

export const idText = (row: number, ids: Behavior["ids"]): string =>
  (ids === "big" ? bigIds + BigInt(row) : BigInt(row)).toString();

/** The number of the row with an identifier, whether or not there is one. */
export const rowOfId = (id: string, ids: Behavior["ids"]): number => Number(BigInt(id) - (ids === "big" ? bigIds : 0n));

/** Epoch milliseconds of a row's last change. */
export const updatedAtOf = (row: number): number => {
  const place = Math.max(row, 1) - 1;
  return firstUpdate + (place % hours) * hourMs + ((place * 37) % 3_600) * 1_000 + (place % 1_000);
};

const cities = ["Leipzig", "São Paulo", "Łódź", "東京", "Coeur d'Alene"];

/** Everything that quoting, escaping and encoding may break; `null` where a text is missing. */
const notes = [
  "plain",
  'she said "twice", then left',
  "two\nlines",
  "naïve – 東京 🚲",
  "a;b|c\td,e",
  null,
  "  spaces around  ",
  "carriage\r\nreturn",
  "back\\slash and 'quotes'",
];

export const amountOf = (row: number): number => pick(11, row, 1_000_000) * 10;
export const nameOf = (row: number): string => `item ${row}`;

const text = (name: string, value: string | null): Field => ({
  name,
  json: JSON.stringify(value),
  csv: [[name, value ?? ""]],
});

/** A row's fields; the number of a row determines them all. */
export const fieldsOf = (
  row: number,
  updatedAt: number,
  changed: boolean,
  behavior: Pick<Behavior, "ids" | "amount">,
): readonly Field[] => {
  const id = idText(row, behavior.ids);
  const amount = decimalText(amountOf(row) + (changed ? 100 : 0), 2);
  const city = cities[row % cities.length] ?? "";
  const postcode = (mix(13, row) % 100_000).toString().padStart(5, "0");
  return [
    { name: "id", json: id, csv: [["id", id]] },
    text("name", nameOf(row)),
    { name: "amount", json: behavior.amount === "text" ? `"${amount}"` : amount, csv: [["amount", amount]] },
    text("updated_at", new Date(updatedAt).toISOString()),
    {
      name: "address",
      json: JSON.stringify({ city, postcode }),
      csv: [
        ["address_city", city],
        ["address_postcode", postcode],
      ],
    },
    text("note", notes[row % notes.length] ?? null),
  ];
};
