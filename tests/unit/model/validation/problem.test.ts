import { expect } from "chai";
import { formatProblem, ProblemsError, type Problem } from "../../../../model/validation/problem.ts";

const problem = (code: string): Problem => ({ code, place: "a.yaml:3 b", message: "c is wrong", fix: "write d" });

describe("problems", () => {
  it("are one line each", () => {
    expect(formatProblem(problem("CODE"))).to.equal("CODE a.yaml:3 b: c is wrong. Fix: write d.");
  });

  it("are thrown together and counted", () => {
    const error = new ProblemsError("config", [problem("ONE"), problem("TWO")]);
    expect(error.message.split("\n")).to.deep.equal([
      "config: 2 problems",
      "ONE a.yaml:3 b: c is wrong. Fix: write d.",
      "TWO a.yaml:3 b: c is wrong. Fix: write d.",
    ]);
    expect(new ProblemsError("config", [problem("ONE")]).message).to.match(/^config: 1 problem\n/);
    expect(error.problems.map((each) => each.code)).to.deep.equal(["ONE", "TWO"]);
  });
});
