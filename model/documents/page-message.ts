import { count, optional, text, type Of } from "../validation/schema.ts";
import { part } from "./document.ts";
import { key, piece, windowPart } from "./values.ts";

/** One SQS message: a claim check for one piece of work, which gives one page; never the records themselves. */
export const pageMessage = part("a page's message", {
  runId: text,
  /** The run's schedule group, whose messages the queue treats as one tenant's. */
  group: text,
  datasetId: text,
  /** Starts at 0. */
  page: count,
  /** What to fetch, in the words of the source's kind; `sources/<kind>` has its schema. */
  piece,
  /** Records that the plan expects on this page; absent if that is unknown until it is read. */
  expectedRows: optional(count),
  /** The source's total for the dataset in the window when the run was planned; absent if it gives none. */
  expectedTotal: optional(count),
  window: windowPart,
  /** Key of the compiled contracts that the run was planned with. */
  bundleKey: key,
});
export type PageMessage = Of<typeof pageMessage>;
export const pageMessageKind = {
  name: "page's message",
  code: "PAGE_MESSAGE_INVALID",
  fix: "send messages to the page queue by planning a run only",
  schema: pageMessage,
};
