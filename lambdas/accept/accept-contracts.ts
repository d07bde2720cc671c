import { describeChange } from "../../model/contracts/changes.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { changedContracts, refusalsOf, type PublishedPorts } from "../../aws/artifacts/published-contracts.ts";

/** What the deployment sends. */
export interface AcceptEvent {
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: string;
}

export interface AcceptResult {
  /** What differs from the stored tables, which can follow. */
  readonly allowed: readonly string[];
}

/**
 * Lets a deployment go on whose contracts the stored tables can follow.
 *
 * @throws ProblemsError CONTRACT_CHANGE_REFUSED, once for each change that they can't; nights go on by the contracts
 *   before
 */
export const acceptContracts = async ({ bundleKey }: AcceptEvent, ports: PublishedPorts): Promise<AcceptResult> => {
  const { datasets } = await ports.readBundle(bundleKey);
  const changed = await changedContracts(datasets, ports);
  const refusals = changed.flatMap(refusalsOf);
  if (refusals.length > 0) throw new ProblemsError("contracts", refusals);
  const allowed = changed.flatMap(({ datasetId, changes }) =>
    changes.map((change) => `${datasetId} ${describeChange(change)}`),
  );
  return { allowed };
};
