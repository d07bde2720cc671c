import { covering } from "../../model/coverage.ts";
import type { Window } from "../../model/documents/values.ts";
import { UsageError, type Answer } from "../answer.ts";
import type { Lake } from "../aws/lake.ts";
import type { Context } from "../context.ts";
import { plural } from "../output/format.ts";
import { apart } from "../output/text.ts";
import { readConcerns } from "./concerns.ts";
import { finishedAnswer } from "./finished.ts";
import { startRun } from "./start.ts";
import { watchRun } from "./watch.ts";
import { knownGroup, type WindowChoice } from "./window.ts";

/** The options exclude each other: the gaps determine which windows run. */
const refuseWindows = (options: WindowChoice & { readonly detach?: boolean }): void => {
  const given = (["date", "due", "since", "until", "partial", "detach"] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (given.length === 0) return;
  const names = given.map((name) => `--${name}`).join(", ");
  const message = `--gaps was given together with ${names}; it runs the missing windows to completion, one after the other`;
  throw new UsageError({ code: "WINDOW_AMBIGUOUS", place: "--gaps", message, fix: "leave one of them out" });
};

/**
 * Runs each window that is missing in any dataset of the group, oldest first, and continues after a failure.
 *
 * @throws UsageError
 */
export const closeGaps = async (
  lake: Lake,
  group: string,
  options: WindowChoice & { readonly detach?: boolean },
  context: Pick<Context, "progress" | "signal">,
): Promise<Answer> => {
  refuseWindows(options);
  knownGroup(await lake.bundle(), group);
  const { gaps } = await readConcerns(lake, new Date().toISOString());
  const windows = gaps
    .filter((gap) => gap.group === group)
    .reduce<readonly Window[]>((sum, { window }) => covering(sum, window), []);
  const answers: Answer[] = [];
  for (const window of windows) {
    const { runId } = await startRun(lake, group, window, new Date().toISOString());
    context.progress.note(`${runId}, window ${window.since} to ${window.until}`);
    answers.push(await finishedAnswer(lake, runId, await watchRun(lake, runId, context)));
  }
  const failed = answers.filter(({ finding }) => finding === true).length;
  const told =
    windows.length === 0
      ? `Nothing is missing in ${group}.`
      : `${plural(windows.length, "gap")} run, ${failed} failed again.`;
  return {
    document: { runs: answers.map(({ document }) => document) },
    text: apart([...answers.map(({ text }) => text), told]),
    finding: failed > 0,
  };
};
