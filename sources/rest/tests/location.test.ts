import { expect } from "chai";
import { opsSource } from "../../../tests/unit/lambdas/fakes.ts";
import { thrown } from "../../../tests/unit/lambdas/rejection.ts";
import { locationOf } from "../source.ts";

const bearer = { type: "bearer", secret: "ops-token" } as const;
const whole = { baseUrl: "https://api.example/ops", secretId: "s" };

describe("where a stack reaches an API", () => {
  it("is a base URL, and a secret where the API asks for one", () => {
    expect(locationOf(opsSource, bearer, whole)).to.deep.equal(whole);
    const open = { baseUrl: whole.baseUrl };
    expect(locationOf(opsSource, { type: "none" }, open)).to.deep.equal(open);
  });

  it("is refused when it isn't complete", () => {
    const refusals = [
      locationOf.bind(undefined, opsSource, bearer, { secretId: "s" }),
      locationOf.bind(undefined, opsSource, bearer, { baseUrl: "x" }),
    ].map(thrown);
    expect(refusals.map(({ problem }) => problem.code)).to.deep.equal(Array(2).fill("ENVIRONMENT_VARIABLE_INVALID"));
    expect(refusals.map(({ problem }) => `${problem.place}: ${problem.message}`).join("\n")).to.match(
      /^SOURCES ops: "baseUrl" is missing; .*\nSOURCES ops: "secretId" is missing; .* of type bearer$/,
    );
  });
});
