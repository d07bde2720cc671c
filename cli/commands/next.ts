import type { Command } from "commander";
import { loadContracts } from "../../contracts/index.ts";
import { openLake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { contractsFolder } from "../folders.ts";
import { comingRuns, type ComingChoice } from "../night/coming.ts";
import { renderComing } from "../output/coming.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";

interface NextOptions extends CommonOptions, ComingChoice {
  readonly declared?: boolean;
}

interface Scheduled {
  readonly bundle: Bundle;
  /** Absent for contracts that needn't be deployed. */
  readonly schedulesEnabled?: boolean;
}

const scheduledIn = async ({ stack, declared }: NextOptions): Promise<Scheduled> => {
  if (declared === true) return { bundle: loadContracts(contractsFolder).bundle };
  const { bundle, deployment } = await openLake(stack);
  return { bundle: await bundle(), schedulesEnabled: deployment.schedulesEnabled };
};

export const registerNext = (program: Command, context: Context): void => {
  program
    .command("next")
    .summary("list the coming runs and what they read")
    .description(
      "Lists the runs that the deployed schedules will start: when, in the group's time zone and in UTC, which window each will read, and which datasets.",
    )
    .option("--group <group>", "only this group")
    .option("--count <number>", "this many runs, 1 to 1000 (default: 10, or all before --until)")
    .option("--until <day>", "runs due before this day, YYYY-MM-DD, in the group's time zone")
    .option("--declared", "by the contracts in this clone instead of the deployed ones")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse next
  lakehouse next --group flights --count 3
  lakehouse next --until 2026-02-01 --json
  lakehouse next --declared                        what would a changed schedule do?

A window ends at the start of the day on which its run is due; of a group that runs several times a day, at the start of
the hour. A time that clocks skip isn't due: the next run reads its window, too.

Exit code: 0; 2 for a group or a day that doesn't exist.`,
    )
    .action(
      answering(context, async (options: NextOptions) => {
        const { bundle, schedulesEnabled } = await scheduledIn(options);
        const runs = comingRuns(bundle, options, new Date().toISOString());
        const off = schedulesEnabled === false ? ["", "Schedules are off in this stack: runs start by hand."] : [];
        const text = runs.length === 0 ? ["No run is due."] : [renderComing(runs)];
        return {
          document: { runs, ...(schedulesEnabled !== undefined && { schedulesEnabled }) },
          text: [...text, ...off],
        };
      }),
    );
};
