/** What a night asks its source for. Pure. */
import type { Extraction } from "./documents/contract-bundle.ts";
import type { Window } from "./documents/values.ts";

/** The night's window, and before it the hours in which rows may have come late. */
export const askedWindow = (
  { lookbackHours = 0 }: Pick<Extraction, "lookbackHours">,
  { since, until }: Window,
): Window => ({ since: new Date(Date.parse(since) - lookbackHours * 3_600_000).toISOString(), until });
