import { expect } from "chai";
import { crawling as crawlingOf } from "../../../../infra/definitions/crawling.ts";
import { nightlyDefinition } from "../../../../infra/definitions/nightly.ts";
import type { Definition, State, States } from "../../../../infra/definitions/states.ts";
import { nightStates } from "../../../../model/parts.ts";

const parts: Parameters<typeof nightlyDefinition>[0] = {
  partition: "aws",
  planFunction: "arn:plan",
  reconcileFunction: "arn:reconcile",
  governFunction: "arn:govern",
  reportFunction: "arn:report",
  processJob: "process",
  curateJob: "curate",
  crawlerPrefix: "lakehouse-dev-crawl-",
  planTimeoutSeconds: 7200,
  jobLimits: { workers: 8, timeoutMinutes: 90 },
  workerType: "G.2X",
  crawl: "drift",
};
const definition = nightlyDefinition(parts);
const copying = nightlyDefinition({ ...parts, copies: { accountId: "123456789012", dataSets: ["one", "two"] } });
const branches = definition.States["Process and crawl"]?.["Branches"] as readonly Definition[];
const [processing, crawling] = branches as readonly [Definition, Definition];
const crawlOne = crawling.States["Crawl"]?.["ItemProcessor"] as Definition;

interface Transition {
  readonly Next: string;
  readonly ErrorEquals?: readonly string[];
}

const catches = (state: State | undefined): readonly Transition[] => (state?.["Catch"] ?? []) as readonly Transition[];

const successors = (state: State): string[] => [
  ...[state["Next"], state["Default"]].filter((next) => typeof next === "string"),
  ...catches(state).map(({ Next }) => Next),
  ...((state["Choices"] ?? []) as readonly Transition[]).map(({ Next }) => Next),
];

const reach = (states: States, from: string, seen = new Set<string>()): Set<string> => {
  const state = states[from];
  if (state !== undefined && !seen.has(from)) {
    seen.add(from);
    for (const next of successors(state)) {
      reach(states, next, seen);
    }
  }
  return seen;
};

const isEnd = (state: State | undefined): boolean =>
  state !== undefined && (["Succeed", "Fail"].includes(state.Type) || state["End"] === true);

const machines: Readonly<Record<string, Definition>> = {
  "the night": definition,
  "its processing": processing,
  "its crawling": crawling,
  "the crawl of one source": crawlOne,
  "a night after which copies are refreshed": copying,
  "the refresh of one copy": copying.States["Refresh copies"]?.["ItemProcessor"] as Definition,
};

describe("the states of a night", () => {
  it("are there by the names that those who follow a night know", () => {
    const working = Object.entries({ ...definition.States, ...processing.States, ...crawling.States })
      .filter(([, { Type }]) => ["Task", "Map"].includes(Type))
      .map(([name]) => name);
    expect(working).to.have.members([...nightStates]);
  });
});

for (const [name, { StartAt: first, States: states }] of Object.entries(machines)) {
  describe(`${name} as a state machine`, () => {
    it("leads only to states that exist, and to each of them", () => {
      const named = new Set([first, ...Object.values(states).flatMap(successors)]);
      expect([...named].filter((next) => !(next in states))).to.deep.equal([]);
      expect([...reach(states, first)].sort()).to.deep.equal(Object.keys(states).sort());
    });

    it("ends whatever happens", () => {
      for (const state of Object.keys(states)) {
        expect(
          [...reach(states, state)].some((end) => isEnd(states[end])),
          state,
        ).to.equal(true);
      }
    });
  });
}

describe("the night's state machine", () => {
  const { States: states } = definition;

  it("waits for the pages by a task token, for a limited time", () => {
    expect(states["Plan"]).to.deep.include({
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      TimeoutSeconds: 7200,
    });
    expect(states["Plan"]).to.have.nested.property("Parameters.Payload").that.deep.equals({
      "runId.$": "$.runId",
      "group.$": "$.group",
      "window.$": "$.window",
      "taskToken.$": "$$.Task.Token",
    });
  });

  it("waits for its turn for about an hour, and then fails by name", () => {
    const [turn] = states["Plan"]?.["Retry"] as readonly Readonly<Record<string, unknown>>[];
    expect(turn).to.deep.include({ ErrorEquals: ["RUN_BUSY"], IntervalSeconds: 15, MaxAttempts: 40 });
    let [seconds, pause] = [0, 15];
    for (let attempt = 0; attempt < 40; attempt += 1) {
      seconds += pause;
      pause = Math.min(pause * 1.5, 120);
    }
    expect(seconds / 60).to.be.within(60, 80);
    expect(catches(states["Plan"]).at(-1)).to.deep.include({ ErrorEquals: ["States.ALL"], Next: "Plan failed" });
  });

  it("reconciles when the pages are late, so that the report names the missing ones", () => {
    expect(catches(states["Plan"])[0]).to.deep.include({ ErrorEquals: ["States.Timeout"], Next: "Reconcile" });
  });

  it("starts no job and no crawler for a night in which nothing reconciled", () => {
    expect(states["Anything to process?"]).to.deep.include({
      Choices: [{ Variable: "$.reconcile.reconciled", NumericGreaterThan: 0, Next: "Process and crawl" }],
      Default: "Nothing to process",
    });
    expect(states["Nothing to process"]).to.deep.include({ Result: { failures: [], crawls: [] }, Next: "Report" });
  });

  it("waits for the job, gives it the run's manifest, and curates what it published", () => {
    expect(processing.States["Process"]).to.deep.include({
      Resource: "arn:aws:states:::glue:startJobRun.sync",
      Parameters: {
        JobName: "process",
        Arguments: { "--run_id.$": "$.runId", "--manifest_key.$": "$.reconcile.manifestKey" },
        WorkerType: "G.2X",
        "NumberOfWorkers.$": "$.reconcile.job.workers",
        "Timeout.$": "$.reconcile.job.timeoutMinutes",
      },
      Next: "Processed",
    });
    expect(processing.States["Processed"]).to.include({ Next: "Curate" });
    expect(processing.States["Curate"]).to.deep.include({
      Resource: "arn:aws:states:::glue:startJobRun.sync",
      Parameters: {
        JobName: "curate",
        Arguments: {
          "--run_id.$": "$.runId",
          "--result_key.$": "States.Format('runs/{}/curate.json', $.runId)",
        },
      },
      Next: "Govern",
    });
    expect(processing.States["Govern"]?.["Parameters"]).to.deep.equal({
      FunctionName: "arn:govern",
      Payload: { action: "catalog", "group.$": "$.group" },
    });
  });

  const nameOf = (name: string): string =>
    `States.Array(States.JsonMerge($.failure, States.StringToJson('{"state":"${name}"}'), false))`;

  for (const name of ["Plan", "Reconcile", "Process and crawl"]) {
    it(`reports a failure of ${name} by name`, () => {
      const last = catches(states[name]).at(-1);
      expect(last).to.deep.equal({ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: `${name} failed` });
      expect(states[`${name} failed`]).to.deep.equal({
        Type: "Pass",
        Parameters: { "failures.$": nameOf(name), crawls: [] },
        ResultPath: "$.outcome",
        Next: "Report",
      });
    });
  }

  const afterwards: Readonly<Record<string, object>> = {
    Process: { End: true },
    Curate: { ResultPath: "$.steps.curate", Next: "Govern" },
    Govern: { ResultPath: "$.steps.govern", Next: "Published" },
  };
  for (const [name, next] of Object.entries(afterwards)) {
    it(`reports a failure of ${name} by name, and lets the crawl go on`, () => {
      const last = catches(processing.States[name]).at(-1);
      expect(last).to.deep.equal({ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: `${name} failed` });
      const parameters = { "failures.$": nameOf(name) };
      expect(processing.States[`${name} failed`]).to.deep.equal({ Type: "Pass", Parameters: parameters, ...next });
    });
  }

  it("tags what was processed also when its models failed, and hands both failures on", () => {
    expect(processing.States["Processed"]).to.deep.include({
      Result: { curate: { failures: [] }, govern: { failures: [] } },
      ResultPath: "$.steps",
    });
    expect(processing.States["Published"]).to.deep.equal({
      Type: "Pass",
      Parameters: { "failures.$": "$.steps.*.failures[*]" },
      End: true,
    });
  });

  it("waits while another run of a job is under way", () => {
    for (const name of ["Process", "Curate"]) {
      const [retry] = processing.States[name]?.["Retry"] as readonly Record<string, unknown>[];
      expect(retry).to.deep.include({ ErrorEquals: ["Glue.ConcurrentRunsExceededException"], MaxAttempts: 30 });
    }
  });

  it("runs a job again once when its driver died", () => {
    for (const name of ["Process", "Curate"]) {
      const retries = processing.States[name]?.["Retry"] as readonly Record<string, unknown>[];
      expect(retries.at(-1)).to.deep.include({ ErrorEquals: ["States.TaskFailed"], MaxAttempts: 1 });
    }
  });

  it("calls a function again whose process died", () => {
    for (const state of [states["Plan"], states["Reconcile"], states["Report"], processing.States["Govern"]]) {
      const retries = state?.["Retry"] as readonly { readonly ErrorEquals: readonly string[] }[];
      expect(retries.flatMap(({ ErrorEquals: errors }) => errors)).to.include.members([
        ...["Runtime.ExitError", "Sandbox.Timedout", "Lambda.Unknown"],
      ]);
    }
  });

  it("gives the report the failures and the crawls", () => {
    expect(states["Process and crawl"]).to.deep.include({
      ResultSelector: { "failures.$": "$[0].failures", "crawls.$": "$[1].crawls" },
      ResultPath: "$.outcome",
      Next: "Report",
    });
    const { Payload: payload } = states["Report"]?.["Parameters"] as { Payload: object };
    expect(payload).to.deep.include({ "failures.$": "$.outcome.failures", "crawls.$": "$.outcome.crawls" });
  });

  it("succeeds only when the report says so", () => {
    expect(states["Complete?"]).to.deep.include({
      Choices: [{ Variable: "$.report.state", StringEquals: "SUCCEEDED", Next: "Complete" }],
      Default: "Incomplete",
    });
  });
});

describe("the night's crawling", () => {
  const { States: states } = crawlOne;

  it("asks whether a crawl is due, unless every night crawls", () => {
    expect(crawlOne.StartAt).to.equal("Drifted?");
    const { StartAt: first, States: nightly } = (
      crawlingOf({ partition: "aws", crawlerPrefix: "c-", crawl: "nightly" }).States["Crawl"] as {
        ItemProcessor: Definition;
      } & State
    ).ItemProcessor;
    expect(first).to.equal("Start crawler");
    expect([...reach(nightly, first)].sort()).to.deep.equal(Object.keys(nightly).sort());
  });

  it("starts the crawlers of the sources of which something landed", () => {
    expect(crawling.States["Crawl"]).to.deep.include({
      ItemsPath: "$.reconcile.landedSources",
      ItemSelector: {
        "source.$": "$$.Map.Item.Value.source",
        "drifted.$": "$$.Map.Item.Value.drifted",
        "dueBefore.$": "$.reconcile.crawlDueBefore",
        looks: 1,
      },
    });
    expect(states["Start crawler"]).to.deep.include({
      Resource: "arn:aws:states:::aws-sdk:glue:startCrawler",
      Parameters: { "Name.$": "States.Format('lakehouse-dev-crawl-{}', $.source)" },
    });
  });

  it("fails nothing: every error is a result that names the source", () => {
    for (const name of ["Look at last crawl", "Start crawler", "Look at crawler"]) {
      expect(catches(states[name])).to.deep.equal([
        { ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Not crawled" },
      ]);
    }
    expect(states["Not crawled"]?.["Parameters"]).to.deep.equal({ "source.$": "$.source", "failure.$": "$.failure" });
    const fails = Object.values(states).filter(({ Type }) => Type === "Fail");
    expect(fails).to.deep.equal([]);
  });

  it("waits half an hour and no longer", () => {
    const choices = states["Crawler ready?"]?.["Choices"] as readonly Record<string, unknown>[];
    const overdue = choices.find(({ Next }) => Next === "Crawl overdue");
    const looks = Number(overdue?.["NumericGreaterThanEquals"]);
    expect((looks * (looks + 1)) / 2).to.be.within(1_800, 1_900);
    expect(states["Look again"]?.["Parameters"]).to.include({ "looks.$": "States.MathAdd($.looks, 1)" });
    expect(states["Wait for crawler"]).to.include({ SecondsPath: "$.looks" });
  });
});
