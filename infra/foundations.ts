/** What the rest of a stack builds on: keys, buckets, secrets, the ledger, the contracts, the network. */
import { kindOf } from "../sources/index.ts";
import type { ReachedSource } from "./network/source-addresses.ts";
import * as pulumi from "@pulumi/pulumi";
import type { Principal } from "../model/documents/deployment.ts";
import type { FunctionDefaults } from "./components/building-blocks/lambda-function.ts";
import { ContractAcceptance } from "./components/contracts/contract-acceptance.ts";
import { ContractBundle } from "./components/contracts/contract-bundle.ts";
import { Network } from "./components/network/network.ts";
import { Encryption } from "./components/security/encryption.ts";
import { Secrets } from "./components/security/secrets.ts";
import { Ledger } from "./components/storage/ledger.ts";
import { Zones } from "./components/storage/zones.ts";
import type { LakehouseArgs } from "./lakehouse-args.ts";
import type { Keys } from "./permissions/key-uses.ts";
import { quickSightRole, roleArn } from "./permissions/roles.ts";
import { publishedPersonas } from "./quicksight/publications.ts";

export interface Foundations {
  readonly principals: readonly Principal[];
  readonly keys: Keys;
  readonly securityConfiguration: Encryption["securityConfiguration"];
  readonly zones: Zones;
  readonly secrets: Secrets;
  readonly ledger: Ledger;
  /** Key of the compiled contracts in the artifacts bucket, once they are accepted. */
  readonly bundleKey: pulumi.Output<string>;
  /** `undefined` if everything runs in AWS's own network. */
  readonly network: Network | undefined;
  readonly functions: FunctionDefaults;
}

export const createFoundations = (args: LakehouseArgs): Foundations => {
  const { place, config, contracts } = args;
  const { sources, datasets } = contracts.bundle;
  const protect = config.removalProtection;
  const namePrefix = `${args.project}/${args.stack}/`;
  const principals = Object.entries(config.principals).map(([name, own]): Principal => ({ name, ...own }));
  const personas = publishedPersonas({ ...config.quicksight, dashboards: args.dashboards });
  const queryRoles = [
    ...principals.map(({ role }) => role),
    ...personas.map((persona) => roleArn(place, quickSightRole(persona))),
    ...(args.mails === undefined ? [] : [roleArn(place, "mail")]),
  ];
  const encryption = new Encryption("encryption", {
    place,
    queryRoles,
    mails: args.mails !== undefined,
    secretPrefix: namePrefix,
    protect,
  });
  const { keys, securityConfiguration } = encryption;
  const zones = new Zones("zones", { place, keys, datasets, protect });
  const secrets = new Secrets("secrets", { namePrefix, sources, keyArn: keys.operations, protect });
  const ledger = new Ledger("ledger", { place, keyArn: keys.operations, protect });
  const { key } = new ContractBundle("contracts", { bucket: zones.artifacts.bucket, ...contracts });
  const network = createNetwork(args, zones, keys);
  const functions: FunctionDefaults = {
    place,
    architecture: config.architecture,
    logRetentionDays: config.logRetentionDays,
    keys,
    network: network?.functions,
    code: args.code.functions,
  };
  const { artifacts } = zones;
  const { bundleKey } = new ContractAcceptance("contracts", { functions, ledger, artifacts, bundleKey: key });
  return { principals, keys, securityConfiguration, zones, secrets, ledger, bundleKey, network, functions };
};

const reachedSources = ({ config, contracts }: LakehouseArgs): Readonly<Record<string, ReachedSource>> =>
  Object.fromEntries(
    contracts.bundle.sources.flatMap(({ name, kind }) => {
      const place = config.sources[name];
      if (place === undefined) return [];
      return [[name, { port: kindOf(kind).address.portOf(place.address), addresses: place.addresses }]];
    }),
  );

const createNetwork = (args: LakehouseArgs, zones: Zones, keys: Keys): Network | undefined => {
  const { network, privateNetwork, sources, redshift } = args.config;
  if (network === "public") {
    return undefined;
  }
  const hasOutside = Object.values(sources).some(({ location }) => location === "internet");
  return new Network("network", {
    ...privateNetwork,
    place: args.place,
    natGateways: hasOutside ? privateNetwork.natGateways : "none",
    sources: reachedSources(args),
    mails: args.mails !== undefined,
    redshiftClients: redshift.enabled ? redshift.clientAddresses : undefined,
    buckets: [zones.raw, zones.processed, zones.curated, zones.artifacts],
    keyArn: keys.operations,
  });
};
