import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { PageMessage } from "../../model/documents/page-message.ts";
import type { SourceRequest } from "../../aws/sources/source-client.ts";
import { windowQuery } from "../../aws/sources/sources.ts";

/** Where a page is, for errors: `run r dataset d page 3`. */
export const placeOf = ({ runId, datasetId, page }: Pick<PageMessage, "runId" | "datasetId" | "page">): string =>
  `run ${runId} dataset ${datasetId} page ${page}`;

/** Requests a page, or `range` of its dataset instead. */
export const pageRequest = (
  dataset: Dataset,
  message: PageMessage,
  deadline: number,
  range: Pick<PageMessage, "offset" | "limit"> = message,
): SourceRequest => ({
  path: dataset.extraction.path,
  query: {
    limit: range.limit.toString(),
    offset: range.offset.toString(),
    ...windowQuery(dataset, message.window),
  },
  place: placeOf(message),
  deadline,
});
