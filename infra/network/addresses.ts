/** How the private network's addresses are shared out: pure. */

/** Addresses that AWS keeps for itself in every subnet. */
const keptByAws = 5;

/** Bits of the prefix of each zone's subnet for what runs: half of the zone's addresses, the rest stays free. */
export const workerPrefixBits = (cidrBlock: string, availabilityZones: number): number =>
  Number(cidrBlock.split("/")[1]) + Math.ceil(Math.log2(availabilityZones)) + 1;

/** Addresses of each zone for what runs: endpoints, functions, workers of jobs, Redshift. */
export const addressesPerZone = (cidrBlock: string, availabilityZones: number): number =>
  2 ** (32 - workerPrefixBits(cidrBlock, availabilityZones)) - keptByAws;

/**
 * Addresses that Redshift Serverless takes in each zone with its traffic in the network:
 * https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-usage-considerations.html
 */
export const redshiftAddresses = (rpu: number): number => (rpu <= 8 ? 9 : rpu <= 32 ? 13 : Math.ceil(rpu / 4) + 5);
