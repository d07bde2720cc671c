import { expect } from "chai";
import { nightlyDefinition, type State } from "../../../../infra/components/nightly-definition.ts";

const definition = nightlyDefinition({
  planFunction: "arn:plan",
  reconcileFunction: "arn:reconcile",
  reportFunction: "arn:report",
  processJob: "process",
  planTimeoutSeconds: 7200,
});
const states = definition.States;

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

const reach = (from: string, seen = new Set<string>()): Set<string> => {
  const state = states[from];
  if (state !== undefined && !seen.has(from)) {
    seen.add(from);
    for (const next of successors(state)) {
      reach(next, seen);
    }
  }
  return seen;
};

describe("the night's state machine", () => {
  it("leads only to states that exist, and to each of them", () => {
    const named = new Set([definition.StartAt, ...Object.values(states).flatMap(successors)]);
    expect([...named].filter((name) => !(name in states))).to.deep.equal([]);
    expect([...reach(definition.StartAt)].sort()).to.deep.equal(Object.keys(states).sort());
  });

  it("ends in success or failure whatever happens", () => {
    for (const name of Object.keys(states)) {
      const ends = [...reach(name)].filter((end) => ["Succeed", "Fail"].includes(states[end]?.Type ?? ""));
      expect(ends, name).to.not.deep.equal([]);
    }
  });

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

  it("reconciles when the pages are late, so that the report names the missing ones", () => {
    expect(catches(states["Plan"])[0]).to.deep.include({ ErrorEquals: ["States.Timeout"], Next: "Reconcile" });
  });

  it("waits for the job and gives it the run's manifest", () => {
    expect(states["Process"]).to.deep.include({
      Resource: "arn:aws:states:::glue:startJobRun.sync",
      Parameters: {
        JobName: "process",
        Arguments: { "--run_id.$": "$.runId", "--manifest_key.$": "$.reconcile.manifestKey" },
      },
    });
  });

  it("starts no job for a night in which nothing reconciled", () => {
    expect(states["Anything to process?"]).to.deep.include({
      Choices: [{ Variable: "$.reconcile.reconciled", NumericGreaterThan: 0, Next: "Process" }],
      Default: "Report",
    });
  });

  for (const name of ["Plan", "Reconcile", "Process"]) {
    it(`reports a failure of ${name} by name`, () => {
      const last = catches(states[name]).at(-1);
      expect(last).to.deep.equal({ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: `${name} failed` });
      expect(states[`${name} failed`]?.["Parameters"]).to.deep.equal({
        "merged.$": `States.JsonMerge($.failure, States.StringToJson('{"state":"${name}"}'), false)`,
      });
      expect(states[`${name} failed`]?.["Next"]).to.equal("Report failure");
    });
  }

  it("gives the report the failure only when there is one", () => {
    const payload = (name: string) => (states[name]?.["Parameters"] as { Payload: object } | undefined)?.Payload;
    expect(payload("Report")).to.have.all.keys("runId.$", "group.$", "window.$", "startedAt.$");
    expect(payload("Report failure")).to.deep.equal({ ...payload("Report"), "failure.$": "$.failed.merged" });
  });

  it("succeeds only when the report says so", () => {
    expect(states["Complete?"]).to.deep.include({
      Choices: [{ Variable: "$.report.state", StringEquals: "SUCCEEDED", Next: "Complete" }],
      Default: "Incomplete",
    });
  });
});
