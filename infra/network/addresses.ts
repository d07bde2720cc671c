/** Allocation of the private network's addresses. Pure. */

/** Addresses that AWS reserves in every subnet. */
const keptByAws = 5;

/** Prefix length of each zone's workload subnet: half of the zone's addresses; the rest stays free. */
export const workerPrefixBits = (cidrBlock: string, availabilityZones: number): number =>
  Number(cidrBlock.split("/")[1]) + Math.ceil(Math.log2(availabilityZones)) + 1;

/** Addresses per zone for workloads: endpoints, functions, job workers, Redshift. */
export const addressesPerZone = (cidrBlock: string, availabilityZones: number): number =>
  2 ** (32 - workerPrefixBits(cidrBlock, availabilityZones)) - keptByAws;

/**
 * Addresses that Redshift Serverless needs in each zone with enhanced VPC routing:
 * https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-usage-considerations.html
 */
export const redshiftAddresses = (rpu: number): number => (rpu <= 8 ? 9 : rpu <= 32 ? 13 : Math.ceil(rpu / 4) + 5);
