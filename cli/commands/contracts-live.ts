import { changedContracts, refusedOf } from "../../aws/artifacts/published-contracts.ts";
import type { ContractChange } from "../../model/contracts/changes.ts";
import type { Bundle, Dataset } from "../../model/documents/contract-bundle.ts";
import { databaseName } from "../../model/names.ts";
import type { LineageNode } from "../../sql/project/lineage.ts";
import type { Answer } from "../answer.ts";
import type { Lake } from "../aws/lake.ts";
import { renderChanges } from "../output/contract-changes.ts";

type Readers = (dataset: Dataset, change: ContractChange) => readonly string[];

const namesBelow = (node: LineageNode): readonly string[] =>
  node.below.flatMap((one) => [
    one.kind === "exposure" ? one.name : one.name.slice(0, one.name.lastIndexOf(".")),
    ...namesBelow(one),
  ]);

/** For a change of one column, the column's readers; for any other, the table's. Based on the repository's SQL. */
const readersBy = async (published: Bundle): Promise<Readers> => {
  // The SQL grammars take a moment to load; only code that needs them waits for them.
  const [{ resolveProject, sourceFiles }, { lineageOf }] = await Promise.all([
    import("../../sql/project/read-project.ts"),
    import("../../sql/project/lineage.ts"),
  ]);
  const lineage = lineageOf(resolveProject(sourceFiles(), published).project, published);
  return ({ source, name }, { column }) => {
    const relation = `${databaseName(source, "processed")}.${name}`;
    const columns = (lineage.relations.get(relation) ?? []).filter((one) => column === undefined || one === column);
    return [...new Set(columns.flatMap((one) => namesBelow(lineage.downstream(`${relation}.${one}`))))].sort();
  };
};

/** Compares the contracts with those that the stack's tables were last published with. Changes nothing. */
export const compareWithLive = async (lake: Lake, { datasets }: Bundle): Promise<Answer> => {
  const changed = await changedContracts(datasets, lake);
  const readers = changed.length === 0 ? undefined : await readersBy(await lake.bundle());
  const contracts = changed.map(({ changes, ...rest }) => {
    const dataset = datasets.find(({ id }) => id === rest.datasetId);
    return {
      ...rest,
      changes: changes.map((change) => ({
        ...change,
        readBy: dataset === undefined || readers === undefined ? [] : readers(dataset, change),
      })),
    };
  });
  return {
    document: { contracts },
    text: renderChanges(contracts, datasets.length),
    finding: changed.some((contract) => refusedOf(contract).length > 0),
  };
};
