import { mix, pick } from "../../mission-random.ts";

const first = Date.parse("2026-01-01T06:00:00Z");
const hourMs = 3_600_000;
const daySeconds = 86_400;

/** Epoch milliseconds, in whole seconds, at which a record was made; later records were made later. */
export const createdAt = (row: number): number => first + row * 3 * hourMs + pick(21, row, 3_600) * 1_000;

/** Epoch milliseconds, in whole seconds, of a record's last change, up to 20 days after it was made. */
export const updatedAt = (row: number): number => createdAt(row) + pick(22, row, 20 * daySeconds) * 1_000;

/** `2026-01-31T08:15:00Z` */
export const secondText = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");

/** `2026-01-31T08:15:00.000+0000`, as Salesforce and Jira write it. */
export const offsetText = (time: number): string => new Date(time).toISOString().replace("Z", "+0000");

/** Letters and digits that depend only on a position. */
export const code = (seed: number, row: number, length: number): string =>
  Array.from({ length: Math.ceil(length / 6) }, (_, place) =>
    mix(seed + place, row)
      .toString(36)
      .padStart(7, "0")
      .slice(-6),
  )
    .join("")
    .slice(0, length);

export const people = ["Ada Byron", "Mary Jackson", "José Núñez", "Zoë O'Hara", "李小龍"] as const;
export const someone = (row: number): string => people[row % people.length] ?? "";
