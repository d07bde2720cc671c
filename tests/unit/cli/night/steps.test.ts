import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { visitsOf } from "../../../../aws/step-functions/executions.ts";
import { progressIn } from "../../../../aws/glue/job-progress.ts";
import { describeAwaited } from "../../../../cli/night/awaited.ts";
import { stageOf } from "../../../../cli/night/observe.ts";
import { stepSeconds } from "../../../../cli/night/outcome.ts";
import { describeExtraction, describeJob } from "../../../../cli/night/watch.ts";

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

const entered = (name: string, second: number): HistoryEvent => ({
  id: second,
  type: "TaskStateEntered",
  timestamp: at(second),
  stateEnteredEventDetails: { name },
});
const exited = (name: string, second: number): HistoryEvent => ({
  id: second,
  type: "TaskStateExited",
  timestamp: at(second),
  stateExitedEventDetails: { name },
});

const history: readonly HistoryEvent[] = [
  { id: 1, type: "ExecutionStarted", timestamp: at(0) },
  entered("Plan", 1),
  exited("Plan", 21),
  entered("Reconcile", 21),
  exited("Reconcile", 23),
  entered("Anything to process?", 23),
  exited("Anything to process?", 23),
  entered("Process", 23),
];

describe("a run's steps", () => {
  it("follow from the execution's history", () => {
    expect(visitsOf(history).map(({ name, exitedAt }) => [name, exitedAt?.getUTCSeconds()])).to.deep.equal([
      ["Plan", 21],
      ["Reconcile", 23],
      ["Anything to process?", 23],
      ["Process", undefined],
    ]);
  });

  it("split the state Plan at the moment the pages were cut", () => {
    const done = [...history, exited("Process", 50), entered("Report", 50), exited("Report", 51)];
    const execution = { status: "SUCCEEDED" as const, startedAt: at(0), stoppedAt: at(52) };
    expect(stepSeconds(execution, visitsOf(done), at(3))).to.deep.equal({
      plan: 2,
      extract: 18,
      reconcile: 2,
      process: 27,
      report: 1,
      total: 52,
    });
  });

  it("stay one where it is not known when the pages were cut", () => {
    const failed = [entered("Plan", 1), exited("Plan", 4), entered("Report", 4), exited("Report", 5)];
    const execution = { status: "FAILED" as const, startedAt: at(0), stoppedAt: at(5) };
    expect(stepSeconds(execution, visitsOf(failed), undefined)).to.deep.equal({
      "plan and extract": 3,
      report: 1,
      total: 5,
    });
  });

  it("tell the stage while it runs", () => {
    expect(stageOf(visitsOf(history.slice(0, 2)), false)).to.equal("plan");
    expect(stageOf(visitsOf(history.slice(0, 2)), true)).to.equal("extract");
    expect(stageOf(visitsOf(history.slice(0, 4)), true)).to.equal("reconcile");
    // A choice isn't a stage of its own.
    expect(stageOf(visitsOf(history.slice(0, 6)), true)).to.equal("reconcile");
    expect(stageOf(visitsOf(history), true)).to.equal("process");
  });

  it("are told apart when they run side by side, and ended in another order than they began", () => {
    const sideBySide = [
      ...history.slice(0, -1),
      entered("Process and crawl", 23),
      entered("Process", 23),
      entered("Crawl", 23),
      entered("Start crawler", 23),
      exited("Start crawler", 24),
    ];
    const stage = (...events: readonly HistoryEvent[]): string => stageOf(visitsOf([...sideBySide, ...events]), true);
    expect(stage()).to.equal("process");
    expect(stage(exited("Crawl", 30))).to.equal("process");
    expect(stage(exited("Process", 40), entered("Curate", 40))).to.equal("curate");
    const curated = [exited("Process", 40), entered("Curate", 40), exited("Curate", 42)];
    expect(stage(...curated, entered("Govern", 42))).to.equal("govern");
    const governed = [...curated, entered("Govern", 42), exited("Govern", 45)];
    expect(stage(...governed)).to.equal("crawl");
    const ended = [...governed, exited("Crawl", 47), exited("Process and crawl", 47), entered("Report", 47)];
    expect(stage(...ended)).to.equal("report");
    const execution = { status: "RUNNING" as const, startedAt: at(0) };
    expect(stepSeconds(execution, visitsOf([...sideBySide, ...ended]), undefined)).to.include({
      process: 17,
      curate: 2,
      govern: 3,
      crawl: 24,
    });
  });
});

describe("what a run waits for", () => {
  const dataset = (datasetId: string, landedPages: number, lastLandedAt?: Date) => ({
    datasetId,
    state: "EXTRACTING" as const,
    plannedRows: 20,
    plannedPages: 2,
    landedRows: landedPages * 10,
    landedPages,
    landedBytes: 1,
    failedPages: 0,
    ...(lastLandedAt !== undefined && { lastLandedAt: lastLandedAt.toISOString() }),
  });
  const run = {
    runId: "r",
    group: "g",
    window: { since: "", until: "" },
    bundleKey: "",
    startedAt: at(0).toISOString(),
  };
  const awaited = (second: number, ...datasets: readonly ReturnType<typeof dataset>[]): string =>
    describeAwaited({ run: { ...run, state: "EXTRACTING" }, datasets }, at(second).getTime());

  it("is named, with the time since which nothing has landed", () => {
    expect(awaited(40, dataset("ops.sick", 0), dataset("ops.well", 2, at(6)))).to.equal(
      "waiting for ops.sick (2 pages) since 00:00:06 UTC, 34 s",
    );
    expect(awaited(12, dataset("ops.sick", 0))).to.equal("waiting for ops.sick (2 pages) since 00:00:00 UTC, 12 s");
    const many = ["a", "b", "c", "d", "e"].map((id) => dataset(id, 1));
    expect(awaited(12, ...many)).to.contain("a (1 page), b (1 page), c (1 page), 2 more datasets since");
  });

  it("is nothing while pages land, and when none is awaited", () => {
    expect(awaited(15, dataset("ops.slow", 1, at(6)))).to.equal("");
    expect(awaited(50, dataset("ops.well", 2, at(6)))).to.equal("");
  });
});

describe("what is shown of a stage", () => {
  const counts = { plannedRows: 7000, plannedPages: 2, landedRows: 5000, landedPages: 1, landedBytes: 9 };
  const status = {
    run: {
      runId: "r",
      group: "g",
      window: { since: "", until: "" },
      state: "EXTRACTING" as const,
      bundleKey: "",
      startedAt: at(0).toISOString(),
    },
    datasets: [
      { datasetId: "a.b", state: "EXTRACTING" as const, ...counts, failedPages: 0 },
      { datasetId: "a.c", state: "EXTRACTING" as const, ...counts, failedPages: 1 },
    ],
  };

  it("is pages landed of planned and rows per second while extracting", () => {
    expect(describeExtraction({ stage: "extract", status, at: at(4).getTime() })).to.equal(
      "pages 2 of 4, 10,000 rows landed (2,500 rows/s), 1 page failed",
    );
  });

  it("is the job's own latest progress while processing", () => {
    const said = progressIn([
      "{not json",
      '{"event":"other","phase":"x"}',
      '{"event":"progress","phase":"read"}',
      ' {"event":"progress","phase":"done","dataset":"a.c","state":"PUBLISHED"}',
      ' {"event":"progress","phase":"publish","dataset":"a.b"}',
      "24/01/01 INFO Something",
    ]);
    expect(said).to.deep.equal({ latest: "publish a.b", done: 1 });
    const job = { jobRunId: "j", state: "RUNNING", ...(said && { said }) };
    expect(describeJob({ stage: "process", job, status })).to.equal("RUNNING: publish a.b, 1 of 2 datasets done");
    expect(describeJob({ stage: "process", job: { jobRunId: "j", state: "STARTING" }, status })).to.equal("STARTING");
    expect(describeJob({ stage: "process" })).to.equal("waiting for the job");
  });

  it("is how many models are built while curating", () => {
    const said = progressIn([
      '{"event":"progress","phase":"done","model":"a.daily","state":"PUBLISHED"}',
      '{"event":"progress","phase":"build","model":"a.growth"}',
    ]);
    const job = { jobRunId: "j", state: "RUNNING", ...(said && { said }) };
    expect(describeJob({ stage: "curate", job, status })).to.equal("RUNNING: build a.growth, 1 model done");
  });
});
