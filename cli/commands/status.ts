import { readReport } from "../../aws/artifacts/reports.ts";
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { Concerns } from "../../model/concerns.ts";
import { reportPageKey } from "../../model/names.ts";
import type { Report } from "../../model/documents/report.ts";
import { UsageError, type Answer } from "../answer.ts";
import { failure } from "../../model/validation/failure.ts";
import { openLake, type Lake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { readConcerns } from "../night/concerns.ts";
import { followRun, newestRun } from "../night/follow.ts";
import { renderConcerns } from "../output/concerns.ts";
import { renderHops, renderLedger, renderReport } from "../output/report.ts";
import { apart } from "../output/text.ts";

type Asked = Pick<Lake, "artifacts" | "ledger" | "executions">;

/** A run without a report: it is still running, or it ended before it could report. */
const withoutReport = async (lake: Asked, runId: string): Promise<Answer> => {
  const [status, execution] = await Promise.all([lake.ledger.runStatus(runId), lake.executions.describe(runId)]);
  if (status === undefined && execution === undefined) {
    throw failure("RUN_UNKNOWN", `run ${runId}`, "there is no such run", 'list the latest with "lakehouse status"');
  }
  const state = execution?.status ?? status?.run.state ?? "UNKNOWN";
  const ended = state !== "RUNNING";
  const explanation = ended
    ? [`It left no report${execution?.reason === undefined ? "" : `: ${execution.reason}`}`]
    : [];
  return {
    document: { runId, state, run: status?.run, datasets: status?.datasets ?? [], reason: execution?.reason },
    text: [renderLedger(runId, state, status?.datasets ?? []), ...explanation],
    finding: ended,
  };
};

/** As they were when the run ended; for all groups together, as they are now. */
const concernsAfter = ({ gaps = [], late = [], stale = [] }: Report): Concerns => ({ gaps, late, stale, unlike: [] });

/** A run according to its report; for a named run also its hops and what was missing or late when it ended. */
export const ofRun = async (lake: Asked, runId: string, isNamed = false): Promise<Answer> => {
  const report = await readReport(lake.artifacts, runId);
  if (report === undefined) return withoutReport(lake, runId);
  return {
    document: report,
    text: apart([
      renderReport(report),
      ...(isNamed ? [renderHops(report), ...renderConcerns(concernsAfter(report))] : []),
    ]),
    finding: report.state !== "SUCCEEDED",
  };
};

const noRun: Answer = {
  document: { runs: [] },
  text: "No group has run yet. Start a night with: lakehouse run <group>",
};

type AskedOfAll = Asked & Pick<Lake, "bundle" | "deployment" | "standings">;

/**
 * The newest night of each group, not the run that was started last: an older night may have been rerun. Gaps are shown
 * even where no group has run: its datasets may have run under another group's name.
 */
export const statusOfAll = async (lake: AskedOfAll, now: string): Promise<Answer> => {
  const groups = (await lake.bundle()).schedules.map(({ group }) => group);
  const runs = await Promise.all(groups.map((group) => lake.ledger.newestNight(group)));
  const [answers, concerns] = await Promise.all([
    Promise.all(runs.flatMap((run) => (run === undefined ? [] : [ofRun(lake, run.runId)]))),
    readConcerns(lake, now),
  ]);
  const nights = answers.length === 0 ? [noRun.text] : answers.map(({ text }) => text);
  return {
    document: { runs: answers.map(({ document }) => document), ...concerns },
    text: apart([...nights, ...renderConcerns(concerns)]),
    finding: answers.some(({ finding }) => finding === true) || concerns.gaps.length + concerns.late.length > 0,
  };
};

const savePage = async (lake: Pick<Lake, "pages">, runId: string, file: string): Promise<void> => {
  const html = await lake.pages.read(reportPageKey(runId));
  if (html === undefined) {
    throw failure("PAGE_MISSING", `run ${runId}`, "it has no page", "wait until it has ended, or omit --page");
  }
  writeFileSync(file, html);
};

interface StatusOptions extends CommonOptions {
  readonly page?: string;
  readonly watch?: boolean;
}

export const registerStatus = (program: Command, context: Context): void => {
  program
    .command("status")
    .summary("show whether the night was complete")
    .description(
      "Shows a run, or the newest night of each group: for each dataset the records in the source, planned, landed, loaded, quarantined and duplicate, and the reasons for failures. Then anything that is missing, late by its contract, or unlike other nights.",
    )
    .option("--watch", "follow the run until it ends (default: the run started last)")
    .option("--page <file>", "also save the run's HTML page to this file")
    .argument("[run]", "ID of a run, as shown by the run command and in reports")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse status
  lakehouse status --watch
  lakehouse status flights-20130101T050000Z-20140101T050000Z-a1 --json
  lakehouse status flights-20130101T050000Z-20140101T050000Z-a1 --page night.html

A night that failed or never ran is missing until it is run again: lakehouse run <group> --gaps.

--watch shows stage, pages and datasets in place on a terminal, and a line per change elsewhere, on stderr; then the run
as it ended. With --json it prints one document per line on every change, and the run's report last.

Exit code: 0 when everything shown succeeded or is in progress and nothing is missing or late, otherwise 1.`,
    )
    .action(
      answering(context, async ({ stack, page, watch, json }: StatusOptions, named: string | undefined) => {
        if (page !== undefined && named === undefined && watch !== true) {
          const fix = 'name a run; "lakehouse status" shows the latest';
          throw new UsageError({ code: "RUN_MISSING", place: "--page", message: "a page shows a single run", fix });
        }
        const lake = await openLake(stack);
        if (named === undefined && watch !== true) return statusOfAll(lake, new Date().toISOString());
        const runId = named ?? (await newestRun(lake));
        if (runId === undefined) return { ...noRun, isLast: true };
        if (watch === true) await followRun(lake, runId, json === true, context);
        if (page !== undefined) await savePage(lake, runId, page);
        return { ...(await ofRun(lake, runId, true)), ...(watch === true && { isLast: true }) };
      }),
    );
};
