import { describeChange } from "../../model/contracts/changes.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { changedContracts, refusalsOf, type PublishedPorts } from "../../aws/artifacts/published-contracts.ts";

/** The deployment's event. */
export interface AcceptEvent {
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: string;
}

export interface AcceptResult {
  /** Differences from the stored tables that the tables can follow. */
  readonly allowed: readonly string[];
}

/**
 * Accepts contracts that the stored tables can follow, so that the deployment continues.
 *
 * @throws ProblemsError CONTRACT_CHANGE_REFUSED, once for each change that they cannot follow; nights continue with the
 *   previous contracts
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
