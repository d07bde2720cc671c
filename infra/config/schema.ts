/** Every setting of a stack with its limits and default: the one place where either is stated. */
import * as Type from "typebox";
import { personas } from "../../model/governance/principals.ts";
import type { Source } from "../../model/documents/contract-bundle.ts";
import {
  baseUrl,
  flag,
  list,
  map,
  object,
  oneOf,
  optional,
  string,
  withDefault,
  wholeNumber,
  type Of,
} from "../../model/validation/schema.ts";
import { kindOf } from "../../sources/index.ts";

/** CloudWatch's only accepted values. */
const logRetentionDays = oneOf([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/** Redshift processing units (16 GB of memory each) come in multiples of eight, with a minimum of four. */
const capacity = Type.Unsafe<number>({
  type: "integer",
  enum: [4, ...Array.from({ length: 64 }, (_, index) => 8 * (index + 1))],
  title: "4, or a multiple of 8 from 8 to 512",
});

/** YAML reads 5.1 as a number and "5.1" as text; both mean the same. */
const glueVersion = Type.Unsafe<"5.1" | 5.1>({ enum: ["5.1", 5.1], title: "5.1" });

const roleArn = string(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  'the ARN of an IAM role, such as "arn:aws:iam::123456789012:role/analyst"',
);

/** An IPv4 network with a prefix length in this range. AWS rejects a block that names a host instead of the network. */
export const cidrBlock = (minBits: number, maxBits: number, example: string) => {
  const sizes = Array.from({ length: maxBits - minBits + 1 }, (_, index) => minBits + index);
  return Type.String({
    format: "ipv4-network",
    pattern: `/(${sizes.join("|")})$`,
    title: `an IPv4 network as a CIDR block from /${minBits} to /${maxBits}, such as "${example}"`,
  });
};

/** A recipient of failure notifications. */
export const email = string(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'an e-mail address, such as "operator@example.com"');
export const emails = list(email, "a list of e-mail addresses", {});

export const addresses = list(cidrBlock(8, 32, "203.0.113.0/24"), "a list of CIDR blocks", {});

/** QuickSight group names by the persona whose dashboards they receive. */
const byPersona = map(
  "a map from personas to groups",
  oneOf(personas),
  list(string(/^[\w+=,.@ /-]{1,256}$/, "the name of a group of QuickSight"), "a list of groups", {}),
);

/** Where functions and jobs run. */
export const networks = ["public", "private"] as const;

/** A group of settings; if omitted, each member has its default. */
const group = <Members extends Type.TProperties>(title: string, members: Members) =>
  withDefault(object(`a map of ${title}`, members), {});

const settings = {
  architecture: withDefault(oneOf(["arm64", "x86_64"]), "arm64"),
  extraction: group("the extraction's settings", {
    maximumConcurrency: withDefault(wholeNumber(2, 1000), 4),
    batchSize: withDefault(wholeNumber(1, 10), 5),
    timeoutSeconds: withDefault(wholeNumber(10, 900), 120),
    sourceTimeoutSeconds: withDefault(wholeNumber(1, 300), 30),
    maxReceiveCount: withDefault(wholeNumber(5, 100), 5),
    patienceSeconds: withDefault(wholeNumber(10, 3600), 120),
    memoryMiB: withDefault(wholeNumber(256, 10240), 1024),
  }),
  glue: group("Glue's settings", {
    version: withDefault(glueVersion, "5.1"),
    workerType: withDefault(oneOf(["G.1X", "G.2X", "G.4X", "G.8X"]), "G.1X"),
    numberOfWorkers: withDefault(wholeNumber(2, 299), 2),
    timeoutMinutes: withDefault(wholeNumber(5, 2880), 120),
  }),
  crawl: withDefault(oneOf(["drift", "nightly"]), "drift"),
  logRetentionDays: withDefault(logRetentionDays, 30),
  planTimeoutMinutes: withDefault(wholeNumber(5, 1440), 120),
  schedulesEnabled: withDefault(flag, true),
  queryScanLimitGiB: withDefault(wholeNumber(1, 102_400), 100),
  removalProtection: withDefault(flag, true),
  removalConfirmedFor: optional(string(/^[\w.-]+$/, "the stack's name")),
  network: withDefault(oneOf(networks), "public"),
  privateNetwork: group("the private network's settings", {
    cidrBlock: withDefault(cidrBlock(16, 24, "10.40.0.0/20"), "10.40.0.0/20"),
    availabilityZones: withDefault(wholeNumber(2, 3), 2),
    natGateways: withDefault(oneOf(["single", "per-zone"]), "single"),
    flowLogRetentionDays: withDefault(logRetentionDays, 90),
  }),
  redshift: group("Redshift's settings", {
    enabled: withDefault(flag, false),
    baseCapacityRpu: withDefault(capacity, 4),
    maxCapacityRpu: withDefault(capacity, 8),
    rpuHoursPerDay: withDefault(wholeNumber(1, 12_288), 8),
    queryTimeoutMinutes: withDefault(wholeNumber(1, 1439), 60),
    clientAddresses: withDefault(addresses, []),
  }),
  quicksight: group("QuickSight's settings", {
    enabled: withDefault(flag, false),
    edition: withDefault(oneOf(["ENTERPRISE", "STANDARD"]), "ENTERPRISE"),
    mode: withDefault(oneOf(["direct", "spice"]), "direct"),
    namespace: withDefault(string(/^[\w.-]{1,64}$/, "a QuickSight namespace"), "default"),
    identityRegion: withDefault(string(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region"), "us-east-1"),
    groups: withDefault(byPersona, {}),
    authors: withDefault(byPersona, {}),
  }),
  alarms: group("the alarms' settings", {
    enabled: withDefault(flag, true),
    scope: withDefault(oneOf(["essential", "all"]), "essential"),
    emails: withDefault(emails, []),
    quarantinedPercent: withDefault(wholeNumber(1, 100), 1),
    monthlyBudgetUsd: withDefault(wholeNumber(1, 1_000_000), 200),
  }),
  maintenance: group("the maintenance's settings", {
    enabled: withDefault(flag, true),
    snapshotRetentionDays: withDefault(wholeNumber(7, 365), 14),
    orphanFileRetentionDays: withDefault(wholeNumber(3, 365), 7),
  }),
  mails: group("the mails' settings", {
    from: optional(email),
    to: withDefault(
      map("a map from mails to addresses", string(/^[a-z][a-z0-9-]{0,62}$/, "the name of a mail"), emails),
      {},
    ),
    dashboardsUrl: optional(baseUrl),
  }),
  tokenRotationDays: withDefault(wholeNumber(1, 365), 30),
  deployers: withDefault(list(roleArn, "a list of roles", {}), []),
  allowForeignPrincipals: withDefault(
    list(
      string(/^\d{12}$/, 'an account\'s id of 12 digits in quotes, such as "210123456789"'),
      "a list of accounts",
      {},
    ),
    [],
  ),
};

/** Settings of a source of any kind, beside the kind's address. */
const source = {
  location: withDefault(oneOf(["internet", "network"]), "internet"),
  addresses: withDefault(addresses, []),
};

export const principal = { persona: oneOf(personas), role: roleArn };

const principalName = string(/^[a-z][a-z0-9-]{0,30}$/, "a name in kebab-case of at most 31 characters");

/** A source of the contracts. */
export type NamedSource = Pick<Source, "name" | "kind">;

const sourceGroup = ({ name, kind }: NamedSource) => {
  const { member, schema } = kindOf(kind).address;
  return group(`the settings of the source ${name}`, { [member]: schema, ...source });
};

/** All settings of a stack with these sources: each needs an entry. */
export const stackSchema = (sources: readonly NamedSource[]) => {
  const sourceNames = sources.map(({ name }) => name);
  return object("a stack's config", {
    ...settings,
    sources: group("sources", Object.fromEntries(sources.map((one) => [one.name, sourceGroup(one)]))),
    principals: withDefault(
      map(
        "a map from names to principals",
        principalName,
        object("a principal", {
          ...principal,
          domains: withDefault(list(oneOf(sourceNames), "a list of sources", {}), [...sourceNames]),
        }),
      ),
      {},
    ),
  });
};

/** Where a stack reaches a source. */
export interface SourcePlace {
  /** In the words of the source's kind, such as a base URL. */
  readonly address: string;
  readonly location: "internet" | "network";
  /** CIDR blocks at which a private network reaches it. */
  readonly addresses: readonly string[];
}

export type GivenConfig = Of<ReturnType<typeof stackSchema>>;
export type Config = Omit<GivenConfig, "glue" | "sources"> & {
  readonly glue: GivenConfig["glue"] & { readonly version: "5.1" };
  readonly sources: Readonly<Record<string, SourcePlace>>;
};

/** Names of all settings. */
export const settingNames = [...Object.keys(settings), "sources", "principals"];
