/** Rows that came to the source only after their night was read: no later night asks for them. */
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { LateRows } from "../../model/documents/ledger-items.ts";
import type { Window } from "../../model/documents/values.ts";
import type { NightFigures, Standing } from "../../model/documents/standing.ts";
import { Fault } from "../../model/fault.ts";

/** How long a dataset's nights before may be counted: what is planned doesn't wait for a source that is slow with them. */
export const lateCountMs = 20_000;

/** The nights before the window without a gap between them, the newest first. */
const nightsBefore = (window: Window, nights: readonly NightFigures[]): readonly NightFigures[] => {
  const before = nights.find((night) => night.window.until === window.since);
  return before === undefined ? [] : [before, ...nightsBefore(before.window, nights)];
};

/**
 * Counts once more what the source has of the nights before: events of all nights that are known, in one call while none
 * is late; of rows that are merged the last one, for a row that is changed leaves its night for a later one. A contract that
 * looks back has decided what is late; an answer that doesn't come is no reason to fail.
 *
 * @param count records that the source has of a stretch of time
 */
export const findLateRows = async (
  { extraction, writeMode }: Pick<Dataset, "extraction" | "writeMode">,
  window: Window,
  standing: Standing | undefined,
  count: (window: Window) => Promise<number>,
): Promise<readonly LateRows[]> => {
  if (extraction.windowColumn === undefined || extraction.lookbackHours !== undefined) return [];
  const nights = nightsBefore(window, standing?.nights ?? []).slice(0, writeMode === "append" ? undefined : 1);
  const [first, last] = [nights.at(-1), nights[0]];
  if (first === undefined || last === undefined) return [];
  const late: LateRows[] = [];
  try {
    const known = nights.reduce((sum, { landed }) => sum + landed, 0);
    const rows = (await count({ since: first.window.since, until: last.window.until })) - known;
    if (rows <= 0) return [];
    if (nights.length === 1) return [{ window: first.window, rows }];
    for (const night of nights.toReversed()) {
      const more = (await count(night.window)) - night.landed;
      if (more > 0) late.push({ window: night.window, rows: more });
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  return late;
};
