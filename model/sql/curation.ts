/** The curate job's result, as stored in the artifacts bucket and as shown in a run's report. */
import { modelStates, type ModelState } from "../documents/curation-result.ts";
import type { ReportModel } from "../documents/report.ts";

const stateWords: Readonly<Record<ModelState, string>> = {
  PUBLISHED: "published",
  UNCHANGED: "unchanged",
  FAILED: "failed",
  BLOCKED: "blocked",
  WAITING: "waiting",
};

const describeFailed = ({ name, error, failedTests }: ReportModel): string => {
  const tests = failedTests.map(({ test, found }) => `${test} found ${found}`).join("; ");
  return `${name} failed: ${tests || (error ?? "no reason was left")}`;
};

const describeRewritten = (models: readonly ReportModel[]): readonly string[] => {
  const parts = models.flatMap(({ name, rewritten }) =>
    rewritten === undefined
      ? []
      : [`${name} ${rewritten.rows} rows of ${rewritten.days === 1 ? "1 day" : `${rewritten.days} days`}`],
  );
  return parts.length === 0 ? [] : [`rewritten: ${parts.join(", ")}`];
};

/**
 * `Curated: 9 published, 1 failed, 1 blocked`, what was rewritten, a line for each failed model, and which ones depend
 * on a failed model or wait for a group's first night; empty without models.
 */
export const describeCuration = (models: readonly ReportModel[]): readonly string[] => {
  const inState = (state: ModelState): readonly ReportModel[] => models.filter((model) => model.state === state);
  const counts = modelStates
    .map((state) => ({ state, count: inState(state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${stateWords[state]}`);
  const together = (state: ModelState, because: string): readonly string[] => {
    const names = inState(state).map(({ name }) => name);
    return names.length === 0 ? [] : [`${because}: ${names.join(", ")}`];
  };
  return counts.length === 0
    ? []
    : [
        `Curated: ${counts.join(", ")}`,
        ...describeRewritten(models),
        ...inState("FAILED").map(describeFailed),
        ...together("BLOCKED", "blocked by what failed"),
        ...together("WAITING", "waiting for groups that have not run"),
      ];
};
