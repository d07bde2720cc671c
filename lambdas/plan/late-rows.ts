/** Rows that reached the source only after their night was read, so that no later night requests them. */
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { LateRows } from "../../model/documents/ledger-items.ts";
import type { Window } from "../../model/documents/values.ts";
import type { NightFigures, Standing } from "../../model/documents/standing.ts";
import { Fault } from "../../model/fault.ts";

/** Time limit for counting a dataset's earlier nights: planning does not wait for a source that is slow with them. */
export const lateCountMs = 20_000;

/** The nights directly before the window, without gaps, newest first. */
const nightsBefore = (window: Window, nights: readonly NightFigures[]): readonly NightFigures[] => {
  const before = nights.find((night) => night.window.until === window.since);
  return before === undefined ? [] : [before, ...nightsBefore(before.window, nights)];
};

/**
 * Recounts the source's rows of earlier nights: for events, of all known nights, in a single call if none is late; for
 * merged rows, of the last night only, because a changed row moves from its night to a later one. A contract that looks
 * back has already decided what is late; a missing answer is not a failure.
 *
 * @param count number of the source's records in a time range; `undefined` if it gives none
 */
export const findLateRows = async (
  { extraction, writeMode }: Pick<Dataset, "extraction" | "writeMode">,
  window: Window,
  standing: Standing | undefined,
  count: (window: Window) => Promise<number | undefined>,
): Promise<readonly LateRows[]> => {
  const { windowColumn, lookbackHours, windowFit = "exact" } = extraction;
  // The windows of two nights overlap if the source can't filter exactly
  if (windowColumn === undefined || lookbackHours !== undefined || windowFit !== "exact") return [];
  const nights = nightsBefore(window, standing?.nights ?? []).slice(0, writeMode === "append" ? undefined : 1);
  const [first, last] = [nights.at(-1), nights[0]];
  if (first === undefined || last === undefined) return [];
  const late: LateRows[] = [];
  try {
    const known = nights.reduce((sum, { landed }) => sum + landed, 0);
    const total = await count({ since: first.window.since, until: last.window.until });
    if (total === undefined || total <= known) return [];
    const rows = total - known;
    if (nights.length === 1) return [{ window: first.window, rows }];
    for (const night of nights.toReversed()) {
      const more = ((await count(night.window)) ?? 0) - night.landed;
      if (more > 0) late.push({ window: night.window, rows: more });
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  return late;
};
