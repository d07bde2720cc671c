/** How awsx (3.9, strategy "Auto") divides a network into subnets. Pure. */
export interface SubnetSpec {
  readonly type: "Private" | "Public";
  readonly name: string;
  /** Bits of the subnet's prefix. */
  readonly cidrMask: number;
}

export interface SubnetBlock {
  readonly zoneIndex: number;
  readonly spec: SubnetSpec;
  readonly cidrBlock: string;
}

const toNumber = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

const toAddress = (number: number): string =>
  [24, 16, 8, 0].map((bits) => (Math.floor(number / 2 ** bits) % 256).toString()).join(".");

/** Every zone gets an equal part of the network, which holds its subnets in sequence, each aligned to its own size. */
export const subnetBlocks = (
  cidrBlock: string,
  zoneCount: number,
  specs: readonly SubnetSpec[],
): readonly SubnetBlock[] => {
  const [address = "", bits = ""] = cidrBlock.split("/");
  const zoneBits = Number(bits) + Math.ceil(Math.log2(zoneCount));
  const networkSize = 2 ** (32 - Number(bits));
  const zoneSize = 2 ** (32 - zoneBits);
  const start = Math.floor(toNumber(address) / networkSize) * networkSize;
  return Array.from({ length: zoneCount }, (_, zoneIndex) => {
    let next = start + zoneIndex * zoneSize;
    return specs.map((spec): SubnetBlock => {
      const size = 2 ** (32 - spec.cidrMask);
      const first = Math.ceil(next / size) * size;
      next = first + size;
      if (next > start + (zoneIndex + 1) * zoneSize) {
        throw new Error(`The subnets of ${cidrBlock} don't fit into ${zoneCount} zones.`);
      }
      return { zoneIndex, spec, cidrBlock: `${toAddress(first)}/${spec.cidrMask}` };
    });
  }).flat();
};
