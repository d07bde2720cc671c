import { expect } from "chai";
import { rotateSecret, type RotationPorts, type StepResult } from "../../../../lambdas/rotate/rotate-secret.ts";
import { Fault } from "../../../../model/fault.ts";
import { faultOf } from "../rejection.ts";

const secretId = "arn:aws:secretsmanager:us-east-1:123456789012:secret:lakehouse/test/ops-token-AbCdEf";
const event = (step: string, version = "new") => ({ Step: step, SecretId: secretId, ClientRequestToken: version });

/** A secret in memory, with a source that issues numbered tokens. */
const setUp = (values: Readonly<Record<string, string>> = { old: "token-0" }) => {
  const stored = new Map(Object.entries(values));
  const labels = new Map<string, string[]>([
    ["old", ["AWSCURRENT"]],
    ["new", ["AWSPENDING"]],
  ]);
  const issuedFor: string[] = [];
  const checked: string[] = [];
  const ports: RotationPorts = {
    versions: {
      stages: () => Promise.resolve(labels),
      read: (_, version) => Promise.resolve(stored.get(version)),
      putPending: (_, version, value) => {
        stored.set(version, value);
        return Promise.resolve();
      },
      dropPending: (_, version) => {
        labels.set(version, []);
        return Promise.resolve();
      },
      makeCurrent: (_, version, previous) => {
        labels.set(previous ?? "", ["AWSPREVIOUS"]);
        labels.set(version, ["AWSCURRENT"]);
        return Promise.resolve();
      },
    },
    sourceOf: () => ({ name: "ops", url: "https://source.example/tokens" }),
    issueToken: (_, current) => {
      issuedFor.push(current);
      return Promise.resolve(`token-${issuedFor.length}`);
    },
    checkToken: (_, token) => {
      checked.push(token);
      return Promise.resolve();
    },
  };
  const run = (step: string, version?: string): Promise<StepResult> => rotateSecret(event(step, version), ports);
  return { ports, stored, labels, issuedFor, checked, run };
};

describe("rotation of a secret", () => {
  it("goes from the current token to one that the source issued and accepts", async () => {
    const { run, stored, labels, issuedFor, checked } = setUp();
    for (const step of ["createSecret", "setSecret", "testSecret"]) await run(step);
    expect(stored.get("old"), "until the last step the current token stays").to.equal("token-0");
    expect(labels.get("old")).to.deep.equal(["AWSCURRENT"]);
    expect(await run("finishSecret")).to.equal("DONE");
    expect(issuedFor).to.deep.equal(["token-0"]);
    expect(checked).to.deep.equal(["token-1"]);
    expect(stored.get("new")).to.equal("token-1");
    expect(labels.get("new")).to.deep.equal(["AWSCURRENT"]);
    expect(labels.get("old")).to.deep.equal(["AWSPREVIOUS"]);
  });

  it("repeats no step that is done: a second call issues no token and moves no label", async () => {
    const { run, issuedFor, labels } = setUp();
    await run("createSecret");
    expect(await run("createSecret")).to.equal("NOTHING_TO_DO");
    expect(issuedFor).to.have.length(1);
    await run("finishSecret");
    expect(await run("finishSecret")).to.equal("NOTHING_TO_DO");
    expect(labels.get("old")).to.deep.equal(["AWSPREVIOUS"]);
  });

  it("tests nothing while it is set up for a secret without a value", async () => {
    const { run, checked } = setUp({});
    expect(await run("testSecret")).to.equal("NOTHING_TO_DO");
    expect(checked).to.deep.equal([]);
  });

  it("tests the current token while it is set up for a secret that has one", async () => {
    const { run, checked } = setUp();
    expect(await run("testSecret")).to.equal("DONE");
    expect(checked).to.deep.equal(["token-0"]);
  });

  const refusing = (ports: RotationPorts, code: string): RotationPorts => {
    const problem = { code, place: "tokens of source ops", message: "refused", fix: "wait" };
    return { ...ports, checkToken: () => Promise.reject(new Fault(problem, { retry: "later" })) };
  };

  it("drops a new token that the source has forgotten, so that the next rotation begins with another", async () => {
    const { ports, labels, run } = setUp();
    await run("createSecret");
    const error = await faultOf(rotateSecret(event("testSecret"), refusing(ports, "SOURCE_UNAUTHORIZED")));
    expect(error.message).to.match(new RegExp(`^ROTATION_TOKEN_REFUSED secret ${secretId}: `));
    expect(Object.fromEntries(labels)).to.deep.equal({ old: ["AWSCURRENT"], new: [] });
    labels.set("newer", ["AWSPENDING"]);
    for (const step of ["createSecret", "testSecret", "finishSecret"]) await run(step, "newer");
    expect(labels.get("newer")).to.deep.equal(["AWSCURRENT"]);
  });

  it("keeps the new token when the source can't tell, with the current one in force", async () => {
    const { ports, labels, run } = setUp();
    await run("createSecret");
    await faultOf(rotateSecret(event("testSecret"), refusing(ports, "SOURCE_UNREACHABLE")));
    expect(Object.fromEntries(labels)).to.deep.equal({ old: ["AWSCURRENT"], new: ["AWSPENDING"] });
  });

  it("drops nothing when the source refuses the current token while rotation is set up", async () => {
    const { ports, labels } = setUp();
    const error = await faultOf(rotateSecret(event("testSecret"), refusing(ports, "SOURCE_UNAUTHORIZED")));
    expect(error.problem.code).to.equal("SOURCE_UNAUTHORIZED");
    expect(labels.get("new")).to.deep.equal(["AWSPENDING"]);
  });

  const failures = [
    ["SECRET_WITHOUT_VALUE", "createSecret", "new", {}],
    ["ROTATION_WITHOUT_VALUE", "finishSecret", "new", { old: "token-0" }],
    ["ROTATION_VERSION_UNKNOWN", "createSecret", "stranger", { old: "token-0" }],
    ["ROTATION_STEP_UNKNOWN", "eraseSecret", "new", { old: "token-0" }],
  ] as const;
  for (const [code, step, version, values] of failures) {
    it(`fails closed and names the secret: ${code}`, async () => {
      const { run, labels, stored } = setUp(values);
      const error = await faultOf(run(step, version));
      expect(error.message).to.match(new RegExp(`^${code} secret ${secretId}: `));
      expect(error.message).not.to.contain("token-0");
      expect(labels.get("old")).to.deep.equal(["AWSCURRENT"]);
      expect(stored.size).to.equal(Object.keys(values).length);
    });
  }
});
