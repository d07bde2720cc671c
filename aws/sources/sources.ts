import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { Window } from "../../model/documents/values.ts";
import { Fault } from "../../model/fault.ts";
import { askedWindow } from "../../model/lookback.ts";
import { counted } from "../../model/wording.ts";
import type { Clock } from "../clock.ts";
import type { ReadSecret } from "../secrets/secret-reader.ts";
import { pagedAnswer } from "./source-answer.ts";
import { sourceClient, type AskSource, type SourceSettings } from "./source-client.ts";

export interface SourcesOptions {
  readonly settings: ReadonlyMap<string, SourceSettings>;
  readonly readSecret: ReadSecret;
  readonly timeoutSeconds: number;
  /** As in `SourceClientOptions`. */
  readonly patienceSeconds?: number;
  readonly clock: Clock;
}

/** The client of a source by name; one per process, so that its pauses and connections are shared. */
export type SourceByName = (source: string) => AskSource;

export const sourcesOf = (options: SourcesOptions): SourceByName => {
  const clients = new Map<string, AskSource>();
  return (source) => {
    const known = clients.get(source);
    if (known !== undefined) return known;
    const settings = options.settings.get(source);
    if (settings === undefined) {
      const configured = [...options.settings.keys()].join(", ");
      const problem = {
        code: "SOURCE_NOT_CONFIGURED",
        place: `source ${source}`,
        message: `the stack has no settings for it; it has ${configured}`,
        fix: `add it to lakehouse:sources in the stack's config and deploy again`,
      };
      throw new Fault(problem, { retry: "never" });
    }
    const client = sourceClient({ ...options, settings });
    clients.set(source, client);
    return client;
  };
};

/** The part of a query that selects records; empty for a dataset that is read whole. */
export const windowQuery = ({ extraction }: Dataset, window: Window): Readonly<Record<string, string>> => {
  if (extraction.windowColumn === undefined) return {};
  const { since, until } = askedWindow(extraction, window);
  return { updated_since: since, updated_until: until };
};

/**
 * The number of records that the source has of a dataset for a night's window. No page is planned for a total of 0, so
 * the response itself has to prove that there are none. Answers by `deadline` (epoch milliseconds) at the latest.
 */
export type CountRecords = (dataset: Dataset, window: Window, deadline: number) => Promise<number>;

export const recordCounter =
  (sources: SourceByName): CountRecords =>
  async (dataset, window, deadline) => {
    const place = `count of ${dataset.id}`;
    const { value } = await sources(dataset.source)({
      path: dataset.extraction.path,
      query: { limit: "1", offset: "0", ...windowQuery(dataset, window) },
      place,
      deadline,
    });
    const { data, total } = pagedAnswer(place, value);
    if (data.length <= total) return total;
    const problem = {
      code: "ROWS_BEYOND_TOTAL",
      place,
      message: `the source says it has ${counted(total, "row")} and serves more, so its total is capped or stale`,
      fix: "ask the source's owner for a total that counts every row",
    };
    throw new Fault(problem, { retry: "later" });
  };
