/** How a dataset stands, whatever a single night was like: an item of the ledger. */
import { count, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { listOf, part } from "./document.ts";
import { datasetStates } from "./report.ts";
import { error, instant, key, windowPart } from "./values.ts";

/** Figures of a good night, to compare others with. */
const nightFigures = part("a night's figures", {
  window: windowPart,
  landed: count,
  loaded: count,
  quarantined: count,
});
export type NightFigures = Of<typeof nightFigures>;

const goodNight = part("a good night", {
  runId: text,
  window: windowPart,
  finishedAt: instant,
  /** Of the contracts that the table was published with. */
  bundleKey: key,
});
export type GoodNight = Of<typeof goodNight>;

const latestNight = part("a latest night", {
  runId: text,
  window: windowPart,
  state: oneOf(datasetStates),
  finishedAt: instant,
  error: optional(error),
});
export type LatestNight = Of<typeof latestNight>;

export const standing = part("a standing", {
  datasetId: text,
  group: text,
  /** Source time of which the table has all that the source had, in order, apart from each other. */
  covered: listOf(windowPart),
  /**
   * Source time of nights that failed and of which nothing is covered since, in order, apart from each other. Between
   * covered nights they show by themselves; before the first one only this tells of them. Absent when there are none.
   */
  missed: optional(listOf(windowPart)),
  /** The last good night that the table agrees with; absent while none was good. */
  lastGood: optional(goodNight),
  latest: latestNight,
  /** Of the last good nights, the newest last; a window that came again is there once. */
  nights: listOf(nightFigures),
});
export type Standing = Of<typeof standing>;
