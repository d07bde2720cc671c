import { expect } from "chai";
import { reportRun, type ReportEvent } from "../../../../lambdas/report/report-run.ts";
import type { CurationResult, ModelOutcome } from "../../../../model/documents/curation-result.ts";
import { curationResult, event, notCrawled, processed, reconciled, setUp } from "./night.ts";

const published: ModelOutcome = {
  name: "ops_curated.daily",
  state: "PUBLISHED",
  built: "full",
  since: null,
  until: null,
  daysWritten: null,
  rowsWritten: 3,
  rows: 3,
  seconds: 1.5,
  snapshotId: "1",
  tests: [{ test: "unique(day)", passed: true, found: 0 }],
  error: null,
};
describe("report of a run's models", () => {
  /** Reports a night whose datasets all succeeded. */
  const reportModels = async (curation: CurationResult, failures: ReportEvent["failures"] = []) => {
    const done = setUp([reconciled], [processed], true, notCrawled, curation);
    await reportRun({ ...event, failures }, done.ports);
    return { ...done, report: done.report() };
  };
  const failed: ModelOutcome = {
    ...published,
    name: "ops_curated.growth",
    state: "FAILED",
    tests: [
      { test: "unique(day)", passed: true, found: 0 },
      { test: "not_null(rate)", passed: false, found: 12 },
    ],
    error: "TEST_FAILED ops_curated.growth: not_null(rate) found 12 rows",
  };
  const jobFailed = {
    Error: "States.TaskFailed",
    Cause: JSON.stringify({ ErrorMessage: "Command failed with exit code -9" }),
    state: "Curate",
  };

  it("tells what became of the models", async () => {
    const unchanged: ModelOutcome = { ...published, name: "ops_curated.units", state: "UNCHANGED", built: null };
    const waiting: ModelOutcome = {
      ...published,
      name: "ops_curated.sites",
      state: "WAITING",
      rows: 0,
      tests: [],
      error: "TABLE_MISSING ops_processed.sites: its group has not run",
    };
    const { report, notified } = await reportModels(curationResult([published, unchanged, waiting]));
    expect(report.state).to.equal("SUCCEEDED");
    expect(report.curation).to.deep.equal([
      { name: "ops_curated.daily", state: "PUBLISHED", rows: 3, failedTests: [] },
      { name: "ops_curated.units", state: "UNCHANGED", rows: 3, failedTests: [] },
      { name: "ops_curated.sites", state: "WAITING", rows: 0, error: waiting.error, failedTests: [] },
    ]);
    expect(notified[0]?.text).to.contain(
      "\n\nCurated: 1 published, 1 unchanged, 1 waiting\n" +
        "waiting for groups that have not run: ops_curated.sites\n",
    );
  });

  it("counts what late updates wrote anew", async () => {
    const late: ModelOutcome = { ...published, built: "incremental", daysWritten: 2, rowsWritten: 41, rows: 365 };
    const same: ModelOutcome = { ...late, state: "UNCHANGED", daysWritten: 0, rowsWritten: 0 };
    const { report, notified } = await reportModels(curationResult([late, { ...late, daysWritten: 1 }, same]));
    expect(report.curation?.map(({ rewritten }) => rewritten)).to.deep.equal([
      { days: 2, rows: 41 },
      { days: 1, rows: 41 },
      undefined,
    ]);
    expect(notified[0]?.text).to.contain(
      "Curated: 2 published, 1 unchanged\n" +
        "rewritten: ops_curated.daily 41 rows of 2 days, ops_curated.daily 41 rows of 1 day\n",
    );
  });

  it("is not complete when a model failed, and names its tests", async () => {
    const blocked: ModelOutcome = {
      ...published,
      name: "ops_curated.top",
      state: "BLOCKED",
      tests: [],
      error: "SOURCE_FAILED ops_curated.top: it reads ops_curated.growth",
    };
    const { report, notified } = await reportModels(curationResult([published, failed, blocked]));
    expect(report).to.include({ state: "FAILED", error: "1 model of 3 failed: ops_curated.growth" });
    expect(report.datasets.map(({ state }) => state)).to.deep.equal(["SUCCEEDED"]);
    expect(report.curation?.[1]).to.deep.equal({
      name: "ops_curated.growth",
      state: "FAILED",
      rows: 3,
      error: failed.error,
      failedTests: [{ test: "not_null(rate)", found: 12 }],
    });
    expect(notified[0]?.text).to.contain(
      "Curated: 1 published, 1 failed, 1 blocked\n" +
        "ops_curated.growth failed: not_null(rate) found 12\n" +
        "blocked by what failed: ops_curated.top\n",
    );
  });

  it("keeps other failures beside those of models", async () => {
    const govern = { Error: "Error", Cause: "TAGGING_FAILED", state: "Govern" };
    const { report } = await reportModels(curationResult([failed]), [govern]);
    expect(report.error).to.equal("Govern failed with Error: TAGGING_FAILED; 1 model of 1 failed: ops_curated.growth");
  });

  it("says that the curate job failed, also when it had left its result", async () => {
    const { report } = await reportModels(curationResult([published]), [jobFailed]);
    expect(report.error).to.equal("Curate failed with States.TaskFailed: Command failed with exit code -9");
  });

  it("is not complete without a result of the models of this very run", async () => {
    const { report } = await reportModels(curationResult([published], "another-run"));
    expect(report.state).to.equal("FAILED");
    expect(report.error).to.match(
      /^CURATION_RESULT_UNREADABLE runs\/ops-\S+\/curate\.json runId: expected the result of run ops-\S+, got that of another-run\. /,
    );
    expect(report).not.to.have.property("curation");
  });
});
