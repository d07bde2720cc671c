import { stageTitle } from "../../sql/apply/stage-title.ts";
import type { Unfinished } from "../../sql/apply/apply-plan.ts";
import { production } from "../../model/sql/environment.ts";
import { plural } from "./format.ts";

/** The command that resumes a revision. */
export const resumeCommand = (environment: string): string =>
  `lakehouse sql apply${environment === production ? "" : ` --schema ${environment}`} --resume`;

const progressOf = ({ stages }: Unfinished["revision"]): string => {
  const done = stages.filter(({ state }) => state === "done").length;
  return `${done} of ${plural(stages.length, "stage")} done`;
};

/** The state of a revision that isn't applied, and what to do about it. */
export const describeUnfinished = ({ revision, alive, sign }: Unfinished): readonly string[] => {
  const { environment, by, startedAt, state, plan, stages } = revision;
  const title = `Revision ${revision.revision} of ${environment}`;
  if (alive) {
    const since = `${sign?.by ?? by} has been carrying it out since ${sign?.since ?? startedAt}`;
    return [`${title} is in progress: ${since}, ${progressOf(revision)}. What it has done so far counts as its own.`];
  }
  const at = stages.findIndex((stage) => stage.state === "running" || stage.state === "failed");
  const stage = plan.stages[at];
  const where = stage === undefined ? "" : ` at "${stageTitle(stage)}"`;
  const became = state === "failed" ? `failed${where}` : `was interrupted${where}`;
  return [
    `${title} ${became}: ${by} started it at ${startedAt}, ${progressOf(revision)}. What it did counts as its own.`,
    state === "failed"
      ? `Resume it: ${resumeCommand(environment)}. Or carry out a new plan, which starts from what it left.`
      : `Resume it: ${resumeCommand(environment)}. No other plan can be carried out before that.`,
  ];
};

/** The same for `--json`. */
export const unfinishedDocument = ({ revision: { revision, state, by, startedAt }, alive, sign }: Unfinished) => ({
  ...{ revision, state, by, startedAt, alive },
  ...(sign && { carriedOutBy: sign.by, since: sign.since, lastSignAt: sign.at }),
});
