import { expect } from "chai";
import { resolveConfig } from "../../../../infra/config.ts";
import { formatProblem } from "../../../../model/validation/problem.ts";

const source = { baseUrl: "https://operations.example.com/api", addresses: ["203.0.113.0/28"] };

const messages = (redshift: object, others: Record<string, unknown> = {}): string[] =>
  resolveConfig(
    "dev",
    Object.fromEntries(
      Object.entries({ sources: { flights: source }, redshift: { enabled: true, ...redshift }, ...others }).map(
        ([key, value]) => [`lakehouse:${key}`, typeof value === "string" ? value : JSON.stringify(value)],
      ),
    ),
    [{ name: "flights", kind: "rest" }],
  ).problems.map(formatProblem);

const privately = (privateNetwork: object) => ({ network: "private", privateNetwork });

describe("settings of Redshift", () => {
  it("are good as they are by default, in AWS's own network", () => {
    expect(messages({})).to.deep.equal([]);
  });

  it("count capacity as Redshift does", () => {
    for (const baseCapacityRpu of [4, 8, 16, 512]) {
      expect(messages({ baseCapacityRpu, maxCapacityRpu: 512 }), baseCapacityRpu.toString()).to.deep.equal([]);
    }
    for (const wrong of [0, 6, 12, 520]) {
      expect(messages({ baseCapacityRpu: wrong })).to.deep.equal([
        `CONFIG_VALUE_INVALID lakehouse:redshift.baseCapacityRpu: ${wrong} is not 4, or a multiple of 8 from 8 to 512. Fix: write 4, or a multiple of 8 from 8 to 512.`,
      ]);
    }
  });

  it("begin with no more than the most", () => {
    expect(messages({ baseCapacityRpu: 32, maxCapacityRpu: 16 })).to.deep.equal([
      "CONFIG_VALUE_INVALID lakehouse:redshift.maxCapacityRpu: found 16, must be redshift.baseCapacityRpu (32) or more. Fix: raise it, or lower redshift.baseCapacityRpu.",
    ]);
  });

  it("ask for three zones in a private network", () => {
    expect(messages({}, privately({ availabilityZones: 2 }))).to.deep.equal([
      "CONFIG_VALUE_INVALID lakehouse:privateNetwork.availabilityZones: found 2 while redshift.enabled is true, must be 3. Fix: set it to 3, together with another privateNetwork.cidrBlock if the network already exists; or set redshift.enabled to false.",
    ]);
    expect(messages({}, privately({ availabilityZones: 3 }))).to.deep.equal([]);
  });

  it("ask for as many addresses as its capacity takes", () => {
    const small = privately({ availabilityZones: 3, cidrBlock: "10.40.0.0/24" });
    expect(messages({}, small)).to.deep.equal([]);
    expect(messages({ maxCapacityRpu: 64 }, small)).to.deep.equal([
      "CONFIG_VALUE_INVALID lakehouse:privateNetwork.cidrBlock: found 10.40.0.0/24, which has 27 addresses in each of 3 zones, but needs 33 with redshift.maxCapacityRpu 64. Fix: set a larger block, or lower redshift.maxCapacityRpu.",
    ]);
  });

  it("name clients only where there is a network for them", () => {
    const clientAddresses = ["10.80.0.0/16"];
    expect(messages({ clientAddresses }, privately({ availabilityZones: 3 }))).to.deep.equal([]);
    expect(messages({ clientAddresses })).to.deep.equal([
      'CONFIG_VALUE_INVALID lakehouse:redshift.clientAddresses: found ["10.80.0.0/16"] while network is public, must be empty. Fix: set network to private, or leave it out.',
    ]);
  });

  it("keep the name of Redshift's own role for it", () => {
    const principals = { redshift: { persona: "bi", role: "arn:aws:iam::123456789012:role/bi" } };
    expect(messages({}, { principals })).to.deep.equal([
      "CONFIG_VALUE_INVALID lakehouse:principals.redshift: found a principal with the name of Redshift's own role. Fix: give it another name.",
    ]);
  });

  it("ask for nothing while it is off", () => {
    expect(messages({ enabled: false, clientAddresses: ["10.80.0.0/16"] }, { principals: {} })).to.deep.equal([]);
    expect(messages({ enabled: false }, privately({ availabilityZones: 2 }))).to.deep.equal([]);
  });
});
