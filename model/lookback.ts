/** The window that a night requests from its source. Pure. */
import type { Extraction } from "./documents/contract-bundle.ts";
import type { Window } from "./documents/values.ts";

/** The night's window, extended by the preceding hours from which rows may have arrived late. */
export const askedWindow = (
  { lookbackHours = 0 }: Pick<Extraction, "lookbackHours">,
  { since, until }: Window,
): Window => ({ since: new Date(Date.parse(since) - lookbackHours * 3_600_000).toISOString(), until });
