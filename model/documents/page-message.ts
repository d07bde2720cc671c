import { count, text, type Of } from "../validation/schema.ts";
import { part } from "./document.ts";
import { key, windowPart } from "./values.ts";

/** One SQS message: a claim check for at most `limit` records, never the records themselves. */
export const pageMessage = part("a page's message", {
  runId: text,
  datasetId: text,
  /** Starts at 0. */
  page: count,
  offset: count,
  limit: count,
  /** Records that the plan expects on this page. */
  expectedRows: count,
  /** The source's total for the dataset in the window when the run was planned. */
  expectedTotal: count,
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
