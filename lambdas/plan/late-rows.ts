/** Rows that came to the source only after their night was read: no later night asks for them. */
import type { Dataset } from "../../model/dataset.ts";
import type { LateRows } from "../../model/ledger.ts";
import type { Window } from "../../model/run.ts";
import type { Standing } from "../../model/standing.ts";
import { Fault } from "../shared/fault.ts";
import type { CountRecords } from "../shared/sources.ts";

/**
 * Counts the night before once more. Fewer rows are no sign of anything: a row that is changed leaves its window for a later
 * one. A contract that looks back has decided what is late; an answer that doesn't come is no reason to fail.
 */
export const findLateRows = async (
  { extraction, ...dataset }: Dataset,
  window: Window,
  standing: Standing | undefined,
  count: (dataset: Dataset, window: Window) => ReturnType<CountRecords>,
): Promise<LateRows | undefined> => {
  if (extraction.windowColumn === undefined || extraction.lookbackHours !== undefined) return undefined;
  const before = standing?.nights.find((night) => night.window.until === window.since);
  if (before === undefined) return undefined;
  try {
    const rows = (await count({ ...dataset, extraction }, before.window)) - before.landed;
    return rows > 0 ? { window: before.window, rows } : undefined;
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
};
