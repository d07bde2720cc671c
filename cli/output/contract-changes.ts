import type { ChangedContract } from "../../aws/artifacts/published-contracts.ts";
import { describeChange, type ContractChange } from "../../model/contracts/changes.ts";
import { plural } from "./format.ts";
import { table } from "./table.ts";
import { apart, type Text } from "./text.ts";

/** A change, with the models, views and exposures that read the changed table or column. */
export type ReadChange = ContractChange & { readonly readBy: readonly string[] };

export interface ReadContract extends Omit<ChangedContract, "changes"> {
  readonly changes: readonly ReadChange[];
}

const refusal = (datasetId: string, change: ReadChange): readonly string[] => [
  `${datasetId} ${describeChange(change)}`,
  `  refused: ${change.because}`,
  ...(change.instead === undefined ? [] : [`  instead: ${change.instead}`]),
  ...(change.readBy.length === 0 ? [] : [`  read by: ${change.readBy.join(", ")}`]),
];

/** Differences from the live tables; refused changes at the end, each with its reason and its migration. */
export const renderChanges = (contracts: readonly ReadContract[], checked: number): Text => {
  const all = contracts.flatMap(({ datasetId, changes }) => changes.map((change) => ({ datasetId, change })));
  if (all.length === 0) return `${plural(checked, "contract")}, all as their tables were last published.`;
  const refused = all.filter(({ change }) => change.verdict === "refused");
  const rows = all.map(({ datasetId, change }) => [
    datasetId,
    describeChange(change),
    change.verdict,
    change.verdict === "allowed" ? change.because : "",
  ]);
  const columns = [
    { title: "dataset" },
    { title: "change" },
    { title: "verdict" },
    { title: "what happens", leaveOut: 1 },
  ];
  const count = `${plural(all.length, "change")} of ${plural(contracts.length, "contract")}, ${refused.length} refused.`;
  return apart([
    [table(columns, rows)],
    ...refused.map(({ datasetId, change }) => [...refusal(datasetId, change)]),
    [count],
  ]);
};
