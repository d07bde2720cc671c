/** Where the private network reaches the sources. Pure. */

/** A source from the network's perspective. */
export interface ReachedSource {
  /** TCP port. */
  readonly port: number;
  /** CIDR blocks at which it is reached. */
  readonly addresses: readonly string[];
}

interface AllowedAddress {
  readonly cidrBlock: string;
  readonly port: number;
  /** Sources reached there. */
  readonly sources: readonly string[];
}

/** Distinct addresses and ports at which sources are reached: EC2 rejects a duplicate rule. */
export const allowedAddresses = (sources: Readonly<Record<string, ReachedSource>>): readonly AllowedAddress[] => {
  const all = Object.entries(sources).flatMap(([source, { port, addresses }]) =>
    addresses.map((cidrBlock) => ({ source, cidrBlock, port })),
  );
  const bySource = new Map<string, { cidrBlock: string; port: number; sources: Set<string> }>();
  for (const { source, cidrBlock, port } of all) {
    const key = `${cidrBlock} ${port}`;
    const found = bySource.get(key) ?? { cidrBlock, port, sources: new Set<string>() };
    found.sources.add(source);
    bySource.set(key, found);
  }
  return [...bySource.values()].map((address) => ({ ...address, sources: [...address.sources].sort() }));
};
