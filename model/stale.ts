/** Datasets whose tables lack data that they should have by now, and who reads them. Pure. */
import type { Dataset } from "./documents/contract-bundle.ts";
import { databaseName } from "./names.ts";
import { staleReasons, type Stale } from "./documents/report.ts";
import { describeReaders } from "./sql/readers.ts";
import type { Reader } from "./documents/sql-bundle.ts";
import type { Standing } from "./documents/standing.ts";

export interface StaleFacts {
  readonly datasets: readonly Pick<Dataset, "id" | "source" | "name">[];
  readonly standings: readonly Standing[];
  /** Ids of datasets. */
  readonly late: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
  /** `undefined` if unknown. */
  readonly readers: readonly Reader[] | undefined;
}

/** In the order of the contracts; only datasets that had a night. */
export const staleOf = ({ datasets, standings, late, missing, readers }: StaleFacts): readonly Stale[] => {
  const byId = new Map(standings.map((standing) => [standing.datasetId, standing]));
  return datasets.flatMap(({ id, source, name }) => {
    const standing = byId.get(id);
    if (standing === undefined) return [];
    const holds = { failed: standing.latest.state === "FAILED", late: late.has(id), missing: missing.has(id) };
    const because = staleReasons.filter((reason) => holds[reason]);
    if (because.length === 0) return [];
    const until = standing.covered.at(-1)?.until;
    const table = `${databaseName(source, "processed")}.${name}`;
    const readBy = readers
      ?.filter(({ tables }) => tables.includes(table))
      .map((reader) => ({ kind: reader.kind, name: reader.name }));
    return [{ datasetId: id, because, ...(until !== undefined && { until }), ...(readBy !== undefined && { readBy }) }];
  });
};

const readersOf = (readBy: Stale["readBy"]): string => {
  if (readBy === undefined) return "its readers aren't known until the next sql apply";
  return readBy.length === 0 ? "no applied SQL reads it" : `read by ${describeReaders(readBy)}`;
};

/** `ops.events (failed, missing) has data up to 2026-03-02T00:00:00.000Z; read by models ops_curated.daily` */
export const describeStale = ({ datasetId, because, until, readBy }: Stale): string => {
  const data = until === undefined ? "has no data yet" : `has data up to ${until}`;
  return `${datasetId} (${because.join(", ")}) ${data}; ${readersOf(readBy)}`;
};
