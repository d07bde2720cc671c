import { expect } from "chai";
import { decide, vanished } from "../../../../sandbox/deployment/plan.ts";
import type { DeployedResource } from "../../../../sandbox/deployment/state.ts";

const deployed = (inputs: DeployedResource["inputs"]): DeployedResource => ({
  type: "aws:sqs/queue:Queue",
  name: "queue",
  id: "id",
  outputs: {},
  inputs,
  protect: false,
  retainOnDelete: false,
});

describe("what happens to a resource", () => {
  it("is made when it isn't there", () => {
    expect(decide({ name: "a" }, undefined, ["name"])).to.equal("create");
  });

  it("is kept when nothing changed, in whatever order its inputs come", () => {
    const before = deployed({ name: "a", settings: { x: 1, y: [1, 2] } });
    expect(decide({ settings: { y: [1, 2], x: 1 }, name: "a" }, before, ["name"])).to.equal("keep");
  });

  it("is updated when an input changed, appeared or went", () => {
    const before = deployed({ name: "a", size: 1 });
    expect(decide({ name: "a", size: 2 }, before, ["name"])).to.equal("update");
    expect(decide({ name: "a", size: 1, more: true }, before, ["name"])).to.equal("update");
    expect(decide({ name: "a" }, before, ["name"])).to.equal("update");
  });

  it("is replaced when an input changed that can't change in place", () => {
    expect(decide({ name: "b", size: 1 }, deployed({ name: "a", size: 1 }), ["name"])).to.equal("replace");
  });
});

describe("what the program doesn't register any more", () => {
  it("goes in the reverse order of its making", () => {
    const resources = { a: deployed({}), b: deployed({}), c: deployed({}) };
    expect(vanished(resources, new Set(["b"])).map(([key]) => key)).to.deep.equal(["c", "a"]);
  });
});
