import { describeChange, type ContractChange } from "../../model/contracts/changes.ts";
import { ProblemsError, type Problem } from "../../model/problem.ts";
import { changedContracts, type ChangedContract, type PublishedPorts } from "../shared/published-contracts.ts";

/** What the deployment sends. */
export interface AcceptEvent {
  /** Key of the compiled contracts in the artifacts bucket. */
  readonly bundleKey: string;
}

export interface AcceptResult {
  /** What differs from the stored tables, which can follow. */
  readonly allowed: readonly string[];
}

const describe = ({ datasetId }: ChangedContract, change: ContractChange): string =>
  `${datasetId} ${describeChange(change)}`;

const refusal = ({ datasetId, runId }: ChangedContract, change: ContractChange): Problem => ({
  code: "CONTRACT_CHANGE_REFUSED",
  place: datasetId,
  message: `${describeChange(change)}, found in the table that run ${runId} published: ${change.because}`,
  fix: `${change.instead ?? "take the change back"}; "lakehouse contracts check --live" says who reads it`,
});

/**
 * Lets a deployment go on whose contracts the stored tables can follow.
 *
 * @throws ProblemsError CONTRACT_CHANGE_REFUSED, once for each change that they can't; nights go on by the contracts
 *   before
 */
export const acceptContracts = async ({ bundleKey }: AcceptEvent, ports: PublishedPorts): Promise<AcceptResult> => {
  const { datasets } = await ports.readBundle(bundleKey);
  const all = (await changedContracts(datasets, ports)).flatMap((contract) =>
    contract.changes.map((change) => ({ contract, change })),
  );
  const refused = all.filter(({ change }) => change.verdict === "refused");
  if (refused.length > 0) {
    throw new ProblemsError(
      "contracts",
      refused.map(({ contract, change }) => refusal(contract, change)),
    );
  }
  return { allowed: all.map(({ contract, change }) => describe(contract, change)) };
};
