import { expect } from "chai";
import { datasetLines, describeStates } from "../../../../cli/night/dataset-lines.ts";
import { followRun, newestRun, type RunMoment } from "../../../../cli/night/follow.ts";
import { createProgress } from "../../../../cli/output/progress.ts";
import type { RunStatus, RunSummary } from "../../../../aws/ledger/ledger-reader.ts";
import type { DatasetItem } from "../../../../model/documents/ledger-items.ts";
import { datasetItem, runId, runItem } from "../../lambdas/fakes.ts";

const entered = (name: string, isOver = false) => ({
  name,
  enteredAt: new Date(0),
  ...(isOver && { exitedAt: new Date(1) }),
});
const status = (...datasets: readonly DatasetItem[]): RunStatus => ({ run: runItem(), datasets });
const landed = (landedPages: number, changes: Partial<DatasetItem> = {}): DatasetItem =>
  datasetItem({ plannedPages: 4, plannedRows: 40, landedPages, landedRows: landedPages * 10, ...changes });

/** A run that returns one moment per look; the last one is repeated. */
const lakeOf = (moments: readonly { readonly state?: string; readonly status?: RunStatus }[]) => {
  let looks = 0;
  const now = () => moments[Math.min(looks, moments.length - 1)] ?? {};
  type Lake = Parameters<typeof followRun>[0];
  const lake: Lake = {
    executions: {
      start: () => Promise.reject(new Error("nothing is started")),
      describe: () =>
        Promise.resolve({ status: now().state === undefined ? "SUCCEEDED" : "RUNNING", startedAt: new Date(0) }),
      visits: () => {
        const { state = "" } = now();
        looks += 1;
        return Promise.resolve([entered("Plan", state !== "Plan"), entered(state)]);
      },
    },
    ledger: {
      runStatus: () => Promise.resolve(now().status),
      lock: () => Promise.resolve(undefined),
      latestRuns: () => Promise.resolve([{ runId } as RunSummary]),
      nightRuns: () => Promise.resolve([]),
      newestNight: () => Promise.resolve(undefined),
      pages: () => Promise.resolve([]),
      attempts: () => Promise.resolve([]),
    },
    jobProgress: { process: () => Promise.resolve(undefined), curate: () => Promise.resolve(undefined) },
  };
  return lake;
};

const follow = async (lake: Parameters<typeof followRun>[0], json: boolean, signal = new AbortController().signal) => {
  const written = { stdout: "", stderr: "" };
  const writer = (name: keyof typeof written) => ({
    write: (text: string): boolean => {
      written[name] += text;
      return true;
    },
  });
  await followRun(lake, runId, json, { stdout: writer("stdout"), progress: createProgress(writer("stderr")), signal });
  return written;
};

describe("following a run", () => {
  const moments = [
    { state: "Plan" },
    { state: "Plan", status: status(landed(1)) },
    { state: "Plan", status: status(landed(1)) },
    { state: "Process", status: status(landed(4, { state: "RECONCILED" })) },
    { status: status(landed(4, { state: "RECONCILED" })) },
  ];

  it("tells each change once, as a document a line", async () => {
    const { stdout } = await follow(lakeOf(moments), true);
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as RunMoment);
    expect(documents.every((document) => document.runId === runId)).to.equal(true);
    const told = documents.map(({ stage, datasets }) => [stage, ...datasets.map(({ landedPages }) => landedPages)]);
    expect(told).to.deep.equal([["plan"], ["extract", 1], ["process", 4], ["done", 4]]);
    expect(documents.at(-1)?.elapsedSeconds).to.be.a("number");
  });

  it("tells people on stderr alone, as run does", async () => {
    const { stdout, stderr } = await follow(lakeOf(moments), false);
    expect(stdout).to.equal("");
    expect(stderr).to.match(/^Extract: fetch and land the pages …\n {2}pages 1 of 4, 10 rows landed/m);
  });

  it("says nothing of a run that has ended", async () => {
    expect(await follow(lakeOf([{}]), true)).to.deep.equal({ stdout: "", stderr: "" });
  });

  it("ends at once when it is interrupted", async () => {
    const controller = new AbortController();
    const following = follow(lakeOf([{ state: "Plan" }]), true, controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 20);
    expect(await following.catch((error: unknown) => (error as Error).name)).to.equal("AbortError");
  });

  it("is of the run that began last where none is named", async () => {
    expect(await newestRun(lakeOf([{}]))).to.equal(runId);
  });
});

describe("lines of a run's datasets", () => {
  const at = Date.parse(runItem().startedAt) + 83_000;

  it("show what is at work first, with its pages, below the time that was taken", () => {
    const done = landed(4, { datasetId: "ops.done", state: "RECONCILED" });
    const failed = landed(2, { datasetId: "ops.failed", state: "FAILED", failedPages: 1 });
    const unplanned = landed(0, { datasetId: "ops.lost", state: "FAILED", unplanned: true });
    expect(datasetLines(status(done, failed, unplanned, landed(3)), at)).to.deep.equal([
      "1 min 23 s since it was planned",
      "ops.events  EXTRACTING  pages 3 of 4",
      "ops.failed  FAILED      pages 2 of 4, 1 page failed",
      "ops.lost    FAILED",
      "ops.done    RECONCILED  pages 4 of 4",
    ]);
    expect(describeStates([done, failed, unplanned])).to.equal("2 FAILED, 1 RECONCILED");
    expect(describeStates([done, done])).to.equal("");
  });

  it("count the datasets that don't fit", () => {
    const many = Array.from({ length: 20 }, (_, index) => landed(1, { datasetId: `ops.d${index}` }));
    expect(datasetLines(status(...many), at).at(-1)).to.equal("and 4 more datasets");
  });
});
