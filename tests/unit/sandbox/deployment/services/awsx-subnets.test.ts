import { expect } from "chai";
import fc from "fast-check";
import { subnetBlocks, type SubnetSpec } from "../../../../../sandbox/deployment/services/awsx-subnets.ts";

const workers = (cidrMask: number): SubnetSpec => ({ type: "Private", name: "workers", cidrMask });
const exits: SubnetSpec = { type: "Public", name: "exits", cidrMask: 28 };

const toRange = (cidrBlock: string): readonly [number, number] => {
  const [address = "", bits = ""] = cidrBlock.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(bits)) - 1];
};

describe("subnets of a network", () => {
  it("lie one after the other in each zone's part", () => {
    const blocks = subnetBlocks("10.40.0.0/20", 2, [workers(22), exits]);
    expect(blocks.map(({ zoneIndex, spec, cidrBlock }) => `${zoneIndex} ${spec.name} ${cidrBlock}`)).to.deep.equal([
      "0 workers 10.40.0.0/22",
      "0 exits 10.40.4.0/28",
      "1 workers 10.40.8.0/22",
      "1 exits 10.40.12.0/28",
    ]);
  });

  it("stay where they are when ways out come or go", () => {
    const blocks = (...specs: SubnetSpec[]): string[] =>
      subnetBlocks("10.40.0.0/24", 3, specs)
        .filter(({ spec }) => spec.type === "Private")
        .map(({ cidrBlock }) => cidrBlock);
    expect(blocks(workers(27))).to.deep.equal(blocks(workers(27), exits));
  });

  it("never overlap and never leave the network", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 24 }), fc.integer({ min: 2, max: 3 }), (bits, zones) => {
        const network = `10.40.0.0/${bits}`;
        const zoneBits = bits + Math.ceil(Math.log2(zones));
        const ranges = subnetBlocks(network, zones, [workers(zoneBits + 1), exits])
          .map(({ cidrBlock }) => toRange(cidrBlock))
          .sort(([a], [b]) => a - b);
        const [first, last] = toRange(network);
        expect(ranges.every(([from, to]) => from >= first && to <= last)).to.equal(true);
        expect(ranges.slice(1).every(([from], index) => from > (ranges[index]?.[1] ?? 0))).to.equal(true);
      }),
    );
  });

  it("are refused when they don't fit", () => {
    expect(() => subnetBlocks("10.40.0.0/24", 3, [workers(26), exits])).to.throw(
      "The subnets of 10.40.0.0/24 don't fit into 3 zones.",
    );
  });
});
