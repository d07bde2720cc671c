import type { Command } from "commander";
import { loadContracts } from "../../contracts/index.ts";
import { openLake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { contractsFolder, shownPath } from "../folders.ts";
import { plural } from "../output/format.ts";
import { numbers, table, type Column } from "../output/table.ts";
import { registerInfer } from "./contracts-infer.ts";
import { compareWithLive } from "./contracts-live.ts";

interface CheckOptions extends CommonOptions {
  readonly live?: boolean;
}

export const registerContracts = (program: Command, context: Context): void => {
  const contracts = program.command("contracts").description("The datasets' data contracts.");
  registerInfer(contracts, context);
  contracts
    .command("check")
    .summary("check every contract")
    .description("Checks all contracts and prints every problem with its place and its fix.")
    .argument("[folder]", "folder with *.odcs.yaml and sources.yaml", shownPath(contractsFolder))
    .option("--live", "also compare them with those that the stack's tables were last published with")
    .addHelpText(
      "after",
      `
With --live, a change that stored rows can't follow is refused: of a key, a partition, a write mode, a name, or a type
that isn't wider. The deployment and the night refuse it, too; this command says what to do instead.

Exit code: 0 when all are valid, 1 when there are problems or refused changes.`,
    )
    .action(
      answering(context, async ({ stack, live }: CheckOptions, folder: string) => {
        const { bundle, hash } = loadContracts(folder);
        if (live === true) return compareWithLive(await openLake(stack), bundle);
        const rows = bundle.datasets.map((dataset) => [
          dataset.id,
          dataset.version,
          dataset.writeMode,
          dataset.columns.length.toString(),
          dataset.primaryKey.join(", "),
        ]);
        const columns: readonly Column[] = [
          { title: "dataset" },
          { title: "version", leaveOut: 2 },
          { title: "write mode", leaveOut: 3 },
          numbers("columns", 1),
          { title: "key", shortenTo: 16 },
        ];
        const text = [table(columns, rows), "", `${plural(rows.length, "contract")}, all valid.`];
        return { document: { hash, datasets: bundle.datasets.map(({ id }) => id), problems: [] }, text };
      }),
    );
};
