import { contractChanges, type ContractChange } from "../../model/contracts/changes.ts";
import type { Dataset } from "../../model/dataset.ts";
import type { Standing } from "../../model/standing.ts";
import type { ReadBundle } from "./artifact-store.ts";
import type { StandingReader } from "./standing-ledger.ts";

export interface PublishedPorts {
  readonly readBundle: ReadBundle;
  readonly standings: Pick<StandingReader, "of">;
}

/** A dataset whose contract is another one than its table was last published with. */
export interface ChangedContract {
  readonly datasetId: string;
  /** The run that published it. */
  readonly runId: string;
  readonly changes: readonly ContractChange[];
}

const changedContract = async (
  dataset: Dataset,
  { lastGood }: Pick<Standing, "lastGood">,
  readBundle: ReadBundle,
): Promise<ChangedContract | undefined> => {
  if (lastGood === undefined) return undefined;
  const published = (await readBundle(lastGood.bundleKey)).datasets.find(({ id }) => id === dataset.id);
  const changes = published === undefined ? [] : contractChanges(published, dataset);
  return changes.length === 0 ? undefined : { datasetId: dataset.id, runId: lastGood.runId, changes };
};

/** Those of the datasets that differ from what their tables were last published with, in their order. */
export const changedContracts = async (
  datasets: readonly Dataset[],
  { readBundle, standings }: PublishedPorts,
): Promise<readonly ChangedContract[]> => {
  const known = new Map((await standings.of(datasets.map(({ id }) => id))).map((one) => [one.datasetId, one]));
  const found: ChangedContract[] = [];
  for (const dataset of datasets) {
    // One by one: most were published with the same contracts, which are read once.
    const changed = await changedContract(dataset, known.get(dataset.id) ?? {}, readBundle);
    if (changed !== undefined) found.push(changed);
  }
  return found;
};

export const refusedOf = ({ changes }: ChangedContract): readonly ContractChange[] =>
  changes.filter(({ verdict }) => verdict === "refused");
