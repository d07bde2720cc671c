import { relative } from "node:path";
import type { Command } from "commander";
import { loadContracts } from "../../contracts/index.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { contractsFolder } from "../folders.ts";
import { plural } from "../output/format.ts";
import { numbers, table, type Column } from "../output/table.ts";

export const registerContracts = (program: Command, context: Context): void => {
  const contracts = program.command("contracts").description("The datasets' data contracts.");
  contracts
    .command("check")
    .summary("check every contract")
    .description("Checks all contracts and prints every problem of every file, with its place and its fix.")
    .argument("[folder]", "folder with *.odcs.yaml and sources.yaml", relative(process.cwd(), contractsFolder))
    .addHelpText("after", "\nExit code: 0 when all are valid, 1 when there are problems.")
    .action(
      answering(context, (_options: CommonOptions, folder: string) => {
        const { bundle, hash } = loadContracts(folder);
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
        return Promise.resolve({
          document: { hash, datasets: bundle.datasets.map(({ id }) => id), problems: [] },
          text,
        });
      }),
    );
};
