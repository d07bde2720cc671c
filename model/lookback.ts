/** The window that a night requests from its source. Pure. */
import type { Extraction } from "./documents/contract-bundle.ts";
import type { Window } from "./documents/values.ts";

/** Later than any record: the end of a window that a source has no parameter for. */
const noEnd = "9999-12-31T00:00:00.000Z";
const dayMs = 86_400_000;

const utcDay = (milliseconds: number): string => new Date(milliseconds).toISOString();

/**
 * The night's window, extended by the preceding hours from which rows may have arrived late, and to what the source can
 * filter by.
 */
export const askedWindow = (
  { lookbackHours = 0, windowFit = "exact" }: Pick<Extraction, "lookbackHours" | "windowFit">,
  { since, until }: Window,
): Window => {
  const start = Date.parse(since) - lookbackHours * 3_600_000;
  if (windowFit === "days") {
    const end = Math.ceil(Date.parse(until) / dayMs) * dayMs;
    return { since: utcDay(Math.floor(start / dayMs) * dayMs), until: utcDay(end) };
  }
  return { since: new Date(start).toISOString(), until: windowFit === "open" ? noEnd : until };
};
