import { expect } from "chai";
import { parseLocations, positiveNumber, requireVariables } from "../../../../lambdas/shared/environment.ts";

describe("environment of a function", () => {
  it("names every variable that is missing at once", () => {
    expect(() => requireVariables({ A: "1", B: "" }, ["A", "B", "C"])).to.throw(
      "environment of the function: 2 problems\n" +
        "ENVIRONMENT_VARIABLE_MISSING B: the function's environment has no value for it. " +
        "Fix: deploy the stack again; the program sets it.\n" +
        "ENVIRONMENT_VARIABLE_MISSING C: the function's environment has no value for it. " +
        "Fix: deploy the stack again; the program sets it.",
    );
  });

  it("reads sources, and refuses what isn't complete", () => {
    const flights = { address: "https://api.example/flights", secretId: "s" };
    expect(parseLocations(JSON.stringify({ flights })).get("flights")).to.deep.equal(flights);
    expect(() => parseLocations('{"flights":{"secretId":"x"},"ops":1}')).to.throw(
      /SOURCES flights: "address" is missing; .*\n.*SOURCES ops: 1 is not a map with address and secretId/,
    );
    expect(() => parseLocations("not JSON")).to.throw('SOURCES: "not JSON" is not a map such as {"<source>": ');
    expect(() => parseLocations("{}")).to.throw("must NOT have fewer than 1 properties");
  });

  it("refuses numbers that are none, or not positive", () => {
    expect(positiveNumber("N", "30")).to.equal(30);
    for (const text of ["0", "-1", "x", ""])
      expect(() => positiveNumber("N", text)).to.throw("is not a positive number");
  });
});
