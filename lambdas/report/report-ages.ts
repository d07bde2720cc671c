import type { StandingReader } from "../../aws/ledger/standing-ledger.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";

/** The event of a daily schedule, for a group whose reports come too rarely for an alarm. */
export interface AgesEvent {
  /** A group. */
  readonly agesOf: string;
  readonly bundleKey: string;
}

/** In seconds; absent where no night was ever reported or published. */
export interface Ages {
  readonly group: string;
  readonly sinceWindow?: number;
  readonly datasets: readonly { readonly datasetId: string; readonly sincePublication: number }[];
}

export interface AgesPorts {
  readonly standings: StandingReader;
  readonly readBundle: (key: string) => Promise<Bundle>;
  readonly publishAges: (ages: Ages) => void;
  readonly now: () => number;
}

/** Writes how old a group's newest reported window and its datasets' publications are now. */
export const reportAges = async ({ agesOf: group, bundleKey }: AgesEvent, ports: AgesPorts): Promise<Ages> => {
  const { datasets } = await ports.readBundle(bundleKey);
  const ids = datasets.filter((dataset) => dataset.group === group).map(({ id }) => id);
  const standings = await ports.standings.of(ids);
  const secondsSince = (instant: string): number => Math.round((ports.now() - Date.parse(instant)) / 1000);
  const ends = standings.map(({ latest }) => latest.window.until).toSorted();
  const newest = ends.at(-1);
  const ages: Ages = {
    group,
    ...(newest !== undefined && { sinceWindow: secondsSince(newest) }),
    datasets: standings.flatMap(({ datasetId, lastGood }) =>
      lastGood === undefined ? [] : [{ datasetId, sincePublication: secondsSince(lastGood.finishedAt) }],
    ),
  };
  ports.publishAges(ages);
  return ages;
};
