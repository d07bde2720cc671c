/** Checks between Redshift's settings and others. Pure. */
import type { Problem } from "../../model/validation/problem.ts";
import { addressesPerZone, redshiftAddresses } from "../network/addresses.ts";
import { reachedServices } from "../network/reached-services.ts";
import type { Config } from "./schema.ts";

const wrong = (key: string, message: string, fix: string): Problem => ({
  code: "CONFIG_VALUE_INVALID",
  place: `lakehouse:${key}`,
  message,
  fix,
});

const capacity = ({ redshift: { baseCapacityRpu, maxCapacityRpu } }: Config): readonly Problem[] =>
  maxCapacityRpu >= baseCapacityRpu
    ? []
    : [
        wrong(
          "redshift.maxCapacityRpu",
          `found ${maxCapacityRpu}, must be redshift.baseCapacityRpu (${baseCapacityRpu}) or more`,
          "raise it, or lower redshift.baseCapacityRpu",
        ),
      ];

/** With enhanced VPC routing, Redshift needs a subnet in each of three zones. */
const zones = ({ network, privateNetwork: { availabilityZones } }: Config): readonly Problem[] =>
  network === "public" || availabilityZones >= 3
    ? []
    : [
        wrong(
          "privateNetwork.availabilityZones",
          `found ${availabilityZones} while redshift.enabled is true, must be 3`,
          "set it to 3, together with another privateNetwork.cidrBlock if the network already exists; or set redshift.enabled to false",
        ),
      ];

const addresses = ({ network, privateNetwork, redshift, glue, mails }: Config): readonly Problem[] => {
  const { cidrBlock, availabilityZones } = privateNetwork;
  const hasMails = Object.keys(mails.to).length > 0;
  const endpoints = Object.values(reachedServices).filter(
    ({ kind, isForMails }) => kind === "Interface" && (hasMails || isForMails !== true),
  ).length;
  const needed = redshiftAddresses(redshift.maxCapacityRpu) + endpoints + glue.numberOfWorkers;
  const free = addressesPerZone(cidrBlock, availabilityZones);
  return network === "public" || needed <= free
    ? []
    : [
        wrong(
          "privateNetwork.cidrBlock",
          `found ${cidrBlock}, which has ${free} addresses in each of ${availabilityZones} zones, ` +
            `but needs ${needed} with redshift.maxCapacityRpu ${redshift.maxCapacityRpu}`,
          "set a larger block, or lower redshift.maxCapacityRpu",
        ),
      ];
};

/** In AWS's own network nobody connects by address: only the Data API reaches it. */
const clients = ({ network, redshift: { clientAddresses } }: Config): readonly Problem[] =>
  network === "private" || clientAddresses.length === 0
    ? []
    : [
        wrong(
          "redshift.clientAddresses",
          `found ${JSON.stringify(clientAddresses)} while network is public, must be empty`,
          "set network to private, or leave it out",
        ),
      ];

/** Redshift's reading role must be one of the stack's principals, under this name. */
const principal = ({ principals }: Config): readonly Problem[] =>
  "redshift" in principals
    ? [wrong("principals.redshift", "found a principal with the name of Redshift's own role", "give it another name")]
    : [];

export const redshiftProblems = (config: Config): readonly Problem[] =>
  config.redshift.enabled ? [capacity, zones, addresses, clients, principal].flatMap((rule) => rule(config)) : [];
