import { expect } from "chai";
import { formatProblem } from "../../../../model/validation/problem.ts";
import type { CurationResult, ModelOutcome } from "../../../../model/documents/curation-result.ts";
import { curationProblems } from "../../../../aws/glue/curation.ts";

const outcome = (name: string, more: Partial<ModelOutcome>): ModelOutcome => ({
  ...{
    name,
    state: "PUBLISHED",
    built: "full",
    since: null,
    until: null,
    daysWritten: null,
    rowsWritten: 1,
    rows: 1,
    seconds: 1,
    snapshotId: "1",
  },
  ...{ tests: [], error: null },
  ...more,
});

const resultOf = (...models: readonly ModelOutcome[]): CurationResult => ({
  formatVersion: 1,
  environment: "production",
  bundleKey: "sql/bundles/x.json",
  models,
});

describe("a build's result", () => {
  it("names the file, the test and what was found of all that went wrong", () => {
    const tests = [
      { test: "unique(day)", passed: false, found: 3 },
      { test: "not_null(day)", passed: true, found: 0 },
    ];
    const result = resultOf(
      outcome("mission_curated.fine", {}),
      outcome("mission_curated.tested", { state: "FAILED", tests, error: "MODEL_TEST_FAILED" }),
      outcome("mission_curated.broken", { state: "FAILED", error: "no column x" }),
      outcome("mission_curated.after", { state: "BLOCKED", error: "mission_curated.broken failed" }),
    );
    const problems = curationProblems(result, (model) => `sql/curated/${model}.sql`);
    expect(problems.map(({ code }) => code)).to.deep.equal(["MODEL_TEST_FAILED", "MODEL_FAILED", "MODEL_BLOCKED"]);
    expect(problems.map(formatProblem)[0]).to.equal(
      "MODEL_TEST_FAILED sql/curated/mission_curated.tested.sql: mission_curated.tested: unique(day) failed, found 3. Fix: correct the model or what it reads; readers still see the previous state.",
    );
    expect(curationProblems(resultOf(outcome("a.b", { state: "UNCHANGED" })), String)).to.deep.equal([]);
  });

  it("has the place in the file that the reason is about, instead of the line of the SELECT", () => {
    const error = "MODEL_REFUSED a.b: line 2:8: no function x. Fix: correct it";
    const result = resultOf(outcome("a.b", { state: "FAILED", error }));
    const told = (place: string): readonly string[] => curationProblems(result, () => place).map(formatProblem);
    const fix = "correct the model or what it reads; readers still see the previous state.";
    expect(told("sql/curated/a.sql:9:8")).to.deep.equal([
      `MODEL_FAILED sql/curated/a.sql:9:8: a.b: MODEL_REFUSED a.b: no function x. Fix: correct it. Fix: ${fix}`,
    ]);
    expect(told("sql/curated/a.sql")).to.deep.equal([
      `MODEL_FAILED sql/curated/a.sql: a.b: MODEL_REFUSED a.b: line 2:8: no function x. Fix: correct it. Fix: ${fix}`,
    ]);
  });
});
