import type { PageMessage } from "./documents/page-message.ts";

/** Where a page is, for errors: `run r dataset d page 3`. */
export const placeOf = ({ runId, datasetId, page }: Pick<PageMessage, "runId" | "datasetId" | "page">): string =>
  `run ${runId} dataset ${datasetId} page ${page}`;
