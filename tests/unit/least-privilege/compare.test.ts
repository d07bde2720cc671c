import { expect } from "chai";
import { byAccident, comparePrivileges, type Justifications } from "../../support/least-privilege/compare.ts";
import { allows, type Call, type Roles, type Statement } from "../../support/least-privilege/policy.ts";

const call = (action: string, resource: string, more: Partial<Call> = {}): Call => ({
  role: "plan",
  action,
  resource,
  context: {},
  allowed: true,
  origin: "request",
  count: 1,
  ...more,
});

const allow = (action: string, resource: string, more: Partial<Statement> = {}): Statement => ({
  Sid: "Own",
  Effect: "Allow",
  Action: [action],
  Resource: [resource],
  ...more,
});

const queue = "arn:aws:sqs:us-east-1:000000000000:pages";
const send = call("sqs:SendMessage", queue);
const found = (roles: Roles, calls: readonly Call[], justified: Justifications = {}): readonly string[] =>
  comparePrivileges(roles, calls, justified).findings;

describe("comparing what roles may do with what they did", () => {
  it("finds nothing where each is the other", () => {
    expect(found({ plan: [allow("sqs:SendMessage", queue)] }, [send])).to.deep.equal([]);
  });

  it("finds a call that no policy allows any more, and one on something else", () => {
    const missing = `MISSING plan sqs:SendMessage on ${queue}: it was called and is not allowed`;
    expect(found({ plan: [] }, [send])).to.deep.equal([missing]);
    const findings = found({ plan: [allow("sqs:SendMessage", `${queue}-dead`)] }, [send]);
    expect(findings).to.include(missing).and.to.have.length(2);
  });

  it("finds a call that was denied, even where its role's policy would allow it", () => {
    const denied = { ...send, allowed: false };
    expect(found({ plan: [allow("sqs:SendMessage", queue)] }, [send, denied])).to.have.length(1);
  });

  it("finds an action that nobody used, unless there is a reason for it", () => {
    const roles = { plan: [allow("sqs:SendMessage", queue), allow("sqs:PurgeQueue", queue)] };
    expect(found(roles, [send])).to.deep.equal([
      "UNUSED plan sqs:PurgeQueue (Own): allowed, never used, and no reason is given",
    ]);
    expect(found(roles, [send], { plan: { "Own sqs:PurgeQueue": "why" } })).to.deep.equal([]);
    expect(found(roles, [send], { report: { "Own sqs:PurgeQueue": "why" } })).to.have.length(2);
    expect(found(roles, [send], { plan: { "Other sqs:PurgeQueue": "why" } })).to.have.length(2);
  });

  it("finds a reason for what was used, or is not allowed", () => {
    const roles = { plan: [allow("sqs:SendMessage", queue)] };
    expect(found(roles, [send], { plan: { "Own sqs:SendMessage": "why" } })).to.deep.equal([
      "STALE plan Own sqs:SendMessage: a reason is given, but it was used",
    ]);
    expect(found(roles, [send], { plan: { "Own sqs:PurgeQueue": "why" } })).to.deep.equal([
      "STALE plan Own sqs:PurgeQueue: a reason is given, but no policy allows it",
    ]);
  });

  it("takes an accident's reason for an action whether or not it happened", () => {
    const roles = { plan: [allow("sqs:SendMessage", queue)] };
    const justified = { plan: { "Own sqs:SendMessage": byAccident("a page is sent twice") } };
    expect(found(roles, [send], justified)).to.deep.equal([]);
    expect(found(roles, [], justified)).to.deep.equal([]);
  });

  it("takes a call for the role that made it only", () => {
    const roles = { plan: [allow("sqs:SendMessage", queue)], report: [allow("sqs:SendMessage", queue)] };
    expect(found(roles, [send])).to.deep.equal([
      "UNUSED report sqs:SendMessage (Own): allowed, never used, and no reason is given",
    ]);
  });
});

describe("what a policy allows", () => {
  it("is what its wildcards cover, action without and resource with regard to case", () => {
    const objects = allow("s3:Get*", "arn:aws:s3:::raw/a?/*");
    const get = (resource: string, action = "s3:GetObject"): boolean => allows([objects], call(action, resource));
    expect(get("arn:aws:s3:::raw/a1/x/y")).to.equal(true);
    expect(get("arn:aws:s3:::raw/a1/x/y", "S3:getobject")).to.equal(true);
    expect(get("arn:aws:s3:::raw/a1")).to.equal(false);
    expect(get("arn:aws:s3:::RAW/a1/x")).to.equal(false);
    expect(get("arn:aws:s3:::raw/a1/x", "s3:PutObject")).to.equal(false);
    expect(allows([allow("s3:GetObject", "arn:aws:s3:::a.b/*")], call("s3:GetObject", "arn:aws:s3:::axb/c"))).to.equal(
      false,
    );
  });

  it("depends on its conditions, whose keys have to be in the request", () => {
    const condition = { StringEquals: { "cloudwatch:namespace": ["Glue", "Lakehouse"] } };
    const metrics = allow("cloudwatch:PutMetricData", "*", { Condition: condition });
    const put = (context: Call["context"]): boolean =>
      allows([metrics], call("cloudwatch:PutMetricData", "*", { context }));
    expect(put({ "cloudwatch:namespace": "Glue" })).to.equal(true);
    expect(put({ "cloudwatch:namespace": "Other" })).to.equal(false);
    expect(put({})).to.equal(false);
  });

  it("is not guessed where a condition is not understood", () => {
    const statement = allow("s3:GetObject", "*", { Condition: { DateLessThan: { "aws:CurrentTime": "2026" } } });
    expect(() => allows([statement], call("s3:GetObject", "x"))).to.throw(/DateLessThan/);
  });

  it("ends where a denial begins", () => {
    const all = allow("sqs:*", "*");
    expect(allows([all], send)).to.equal(true);
    expect(allows([all, { ...all, Effect: "Deny" }], send)).to.equal(false);
  });
});
