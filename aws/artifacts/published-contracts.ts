import { contractChanges, describeChange, type ContractChange } from "../../model/contracts/changes.ts";
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { Standing } from "../../model/documents/standing.ts";
import type { Problem } from "../../model/validation/problem.ts";
import type { StandingReader } from "../ledger/standing-ledger.ts";
import type { ReadBundle } from "./bundle-reader.ts";

export interface PublishedPorts {
  readonly readBundle: ReadBundle;
  readonly standings: Pick<StandingReader, "of">;
}

/** A dataset whose contract differs from the one with which its table was last published. */
export interface ChangedContract {
  readonly datasetId: string;
  /** The run that published the table. */
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

/** The datasets that differ from the contracts with which their tables were last published, in order. */
export const changedContracts = async (
  datasets: readonly Dataset[],
  { readBundle, standings }: PublishedPorts,
): Promise<readonly ChangedContract[]> => {
  const known = new Map((await standings.of(datasets.map(({ id }) => id))).map((one) => [one.datasetId, one]));
  const found: ChangedContract[] = [];
  for (const dataset of datasets) {
    // Sequentially: most were published with the same contracts, which are read once.
    const changed = await changedContract(dataset, known.get(dataset.id) ?? {}, readBundle);
    if (changed !== undefined) found.push(changed);
  }
  return found;
};

export const refusedOf = ({ changes }: ChangedContract): readonly ContractChange[] =>
  changes.filter(({ verdict }) => verdict === "refused");

/** Each change that the dataset's table cannot follow, with its alternative; empty if it can follow all of them. */
export const refusalsOf = (contract: ChangedContract): readonly Problem[] =>
  refusedOf(contract).map((change) => ({
    code: "CONTRACT_CHANGE_REFUSED",
    place: `dataset ${contract.datasetId}`,
    message: `${describeChange(change)}, found in the table that run ${contract.runId} published: ${change.because}`,
    fix: `${change.instead ?? "take the change back"}; "lakehouse contracts check --live" says who reads it`,
  }));
