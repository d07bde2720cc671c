import type { PlannedRun } from "../../model/ledger.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import { askedWindow } from "../../model/lookback.ts";
import type { Report } from "../../model/documents/report.ts";
import type { NightOutcome } from "../../model/standing.ts";

/** The run's outcome for each of its datasets, to update their standings. */
export const nightsOf = (
  { runId, group, window, finishedAt, datasets }: Report,
  { startedAt, bundleKey }: Pick<PlannedRun, "startedAt" | "bundleKey">,
  bundle: Bundle,
): readonly NightOutcome[] => {
  const windowed = new Map(
    bundle.datasets.flatMap(({ id, extraction }) =>
      extraction.windowColumn === undefined ? [] : [[id, askedWindow(extraction, window)] as const],
    ),
  );
  return datasets.map(({ datasetId, state, processed, error, landed, loaded, quarantined }) => ({
    ...{ runId, group, window, startedAt, finishedAt, bundleKey },
    dataset: {
      ...{ datasetId, state, landed, loaded, quarantined },
      ...(processed !== undefined && { processed }),
      ...(error !== undefined && { error }),
    },
    asked: windowed.get(datasetId) ?? "everything",
  }));
};
