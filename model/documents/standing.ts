/** A dataset's standing across nights: an item of the ledger. */
import { count, oneOf, optional, text, type Of } from "../validation/schema.ts";
import { listOf, part } from "./document.ts";
import { datasetStates } from "./report.ts";
import { error, instant, key, windowPart } from "./values.ts";

/** Figures of a good night, for comparing other nights with. */
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
  /** Key of the contracts that the table was published with. */
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
  /** Source time for which the table has everything the source had; in order, not adjacent. */
  covered: listOf(windowPart),
  /**
   * Source time of failed nights that hasn't been covered since; in order, not adjacent. Between covered nights gaps
   * are visible anyway; before the first one, only this records them. Absent if there are none.
   */
  missed: optional(listOf(windowPart)),
  /** The last good night that the table reflects; absent if there was none. */
  lastGood: optional(goodNight),
  latest: latestNight,
  /** The last good nights, the newest last; a repeated window appears once. */
  nights: listOf(nightFigures),
});
export type Standing = Of<typeof standing>;
