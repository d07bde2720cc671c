import { expect } from "chai";
import type { Exception } from "../../../policy/exceptions.ts";
import type { Rule } from "../../../policy/rule.ts";
import { judge } from "../../../policy/verdict.ts";
import { aws } from "../../support/policy.ts";

const rule: Rule = {
  id: "queue-named",
  title: "A queue is named",
  origins: [],
  severity: "low",
  services: ["SQS"],
  types: ["aws:sqs/queue:Queue"],
  judge: ({ inputs }) => (inputs["name"] === undefined ? ["it has no name"] : []),
  fix: "set name",
};
const resources = [aws("sqs/queue", {}, "pages"), aws("sqs/queue", { name: "dead" }, "dead")];
const exception = (resource: string, stacks?: string[]): Exception => ({
  rule: "queue-named",
  resource,
  reason: "It is tested.",
  ...(stacks && { stacks }),
});

describe("a verdict", () => {
  it("has what the rules find, and counts rules and resources", () => {
    expect(judge(resources, "dev", [rule], [])).to.deep.equal({
      rules: 1,
      resources: 2,
      findings: [{ rule: "queue-named", resource: "pages", message: "it has no name", fix: "set name" }],
      exceptions: [],
    });
  });

  it("lets off what an exception names, and says so", () => {
    const { findings, exceptions } = judge(resources, "dev", [rule], [exception("pages")]);
    expect(findings).to.deep.equal([]);
    expect(exceptions).to.deep.equal([exception("pages")]);
  });

  it("finds an exception that exempts nothing", () => {
    for (const resource of ["dead", "gone"]) {
      const { findings } = judge(resources, "dev", [rule], [exception("pages"), exception(resource)]);
      expect(findings.map((finding) => [finding.rule, finding.resource])).to.deep.equal([
        ["exception-needed", resource],
      ]);
    }
  });

  it("uses an exception in the stacks that it is for, and misses it nowhere else", () => {
    const forDev = [exception("pages", ["dev"])];
    expect(judge(resources, "dev", [rule], forDev).findings).to.have.length(0);
    expect(judge(resources, "prod", [rule], forDev).findings).to.have.length(1);
    expect(judge([], "prod", [rule], forDev).findings).to.have.length(0);
  });
});
