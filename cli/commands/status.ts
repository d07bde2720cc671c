import type { Command } from "commander";
import type { RunSummary } from "../../lambdas/shared/ledger.ts";
import { reportKey } from "../../model/names.ts";
import type { Report } from "../../model/run.ts";
import { failure, type Answer } from "../answer.ts";
import { openLake, type Lake } from "../aws/lake.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { renderLedger, renderReport } from "../output/report.ts";
import { apart } from "../output/text.ts";

type Asked = Pick<Lake, "artifacts" | "ledger" | "executions">;

/** A run that has no report: it is under way, or it ended before it could report. */
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

const ofRun = async (lake: Asked, runId: string): Promise<Answer> => {
  const report = (await lake.artifacts.read(reportKey(runId))) as Report | undefined;
  if (report === undefined) return withoutReport(lake, runId);
  return { document: report, text: renderReport(report), finding: report.state !== "SUCCEEDED" };
};

/** Of those whose window was over when they began: one that came too early says nothing of the night. */
const latestOfEachGroup = async (lake: Lake): Promise<readonly RunSummary[]> => {
  const groups = (await lake.bundle()).schedules.map(({ group }) => group);
  const latest = await Promise.all(groups.map((group) => lake.ledger.latestRuns({ group, limit: 1, whole: true })));
  return latest.flat();
};

const ofAll = async (lake: Lake): Promise<Answer> => {
  const runs = await latestOfEachGroup(lake);
  if (runs.length === 0) {
    return { document: { runs: [] }, text: "No group has run yet. Start a night with: lakehouse run <group>" };
  }
  const answers = await Promise.all(runs.map(({ runId }) => ofRun(lake, runId)));
  return {
    document: { runs: answers.map(({ document }) => document) },
    text: apart(answers.map(({ text }) => text)),
    finding: answers.some(({ finding }) => finding === true),
  };
};

export const registerStatus = (program: Command, context: Context): void => {
  program
    .command("status")
    .summary("was the night complete?")
    .description(
      "Shows a run, or the latest run of each group: per dataset the source's records, what was planned, landed, loaded, quarantined and double, and the reason of what failed.",
    )
    .argument("[run]", "id of a run, as the run command and the reports name it")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse status
  lakehouse status flights-20130101T050000Z-20140101T050000Z-a1 --json

Exit code: 0 when what is shown succeeded or is under way, 1 when a run failed.`,
    )
    .action(
      answering(context, async ({ stack }: CommonOptions, runId: string | undefined) => {
        const lake = await openLake(stack);
        return runId === undefined ? ofAll(lake) : ofRun(lake, runId);
      }),
    );
};
