import type { Command } from "commander";
import { openLake } from "../aws/lake.ts";
import { tellPlace } from "../aws/place.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { finishedAnswer } from "../night/finished.ts";
import { closeGaps } from "../night/gaps.ts";
import { startRun } from "../night/start.ts";
import { watchRun } from "../night/watch.ts";
import { chooseWindow, type WindowChoice } from "../night/window.ts";

interface RunOptions extends CommonOptions, WindowChoice {
  readonly detach?: boolean;
  readonly gaps?: boolean;
}

export const registerRun = (program: Command, context: Context): void => {
  program
    .command("run")
    .summary("run a night now")
    .description(
      "Starts the next attempt of a group's night and follows it. Rerunning a published night changes nothing.",
    )
    .argument("<group>", "schedule group of the contracts")
    .option("--date <day>", "the night of this day, YYYY-MM-DD (default: the last one that is over)")
    .option("--due <time>", "the window of the run due at this time, YYYY-MM-DDTHH:MM")
    .option("--since <day>", "first day of a range")
    .option("--until <day>", "the day after the range's last day")
    .option(
      "--partial",
      "also allow a night that isn't over: reads the rows so far, and status doesn't count it as the latest",
    )
    .option("--gaps", "run every missing window, one after the other, oldest first")
    .option("--detach", "start it and return")
    .addHelpText(
      "after",
      `
Days and times are in the group's time zone. A group that doesn't run daily reads more or less than a day: --date then
means the window that the day is in, and --due names one of several. lakehouse next lists due times and windows.

Examples:
  lakehouse run mission
  lakehouse run flights --date 2014-01-01
  lakehouse run orders --due 2026-01-05T06:30
  lakehouse run flights --since 2013-01-01 --until 2014-01-01
  lakehouse run mission --gaps
  lakehouse run mission --detach --json

A group has one active run at a time: RUN_BUSY names it. A scheduled run waits until it ends.

Exit code: 0 when every dataset succeeded, 1 when one failed.`,
    )
    .action(
      answering(context, async (options: RunOptions, group: string) => {
        const lake = await openLake(options.stack);
        if (options.gaps === true) {
          await tellPlace(options.stack, context);
          return closeGaps(lake, group, options, context);
        }
        const now = new Date().toISOString();
        const window = chooseWindow(await lake.bundle(), group, options, now);
        await tellPlace(options.stack, context);
        const input = await startRun(lake, group, window, now);
        const { runId } = input;
        if (options.detach === true) {
          return { document: input, text: `Started ${runId}. Follow it with: lakehouse status ${runId} --watch` };
        }
        context.progress.note(`${runId}, window ${window.since} to ${window.until}`);
        return finishedAnswer(lake, runId, await watchRun(lake, runId, context));
      }),
    );
};
