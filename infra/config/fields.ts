/** Every setting of a stack with its limits and its default: the one place where either is stated. */
import { personas } from "../../model/governance/principals.ts";
import {
  baseUrl,
  choice,
  cidrBlock,
  flag,
  group,
  integer,
  list,
  map,
  optional,
  quantity,
  text,
  type Field,
  type ValuesOf,
} from "./field.ts";

/** CloudWatch accepts these and no others. */
const logRetentionSteps = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const matches =
  (pattern: RegExp) =>
  (given: string): boolean =>
    pattern.test(given);

/** Redshift's processing units (16 GB of memory each) come in eights, and four are the least. */
const capacity = (fallback: number): Field<number> =>
  quantity(
    (given) => given === 4 || (given % 8 === 0 && given >= 8 && given <= 512),
    "4, or a multiple of 8 from 8 to 512",
    fallback,
  );

const roleOf = (name: string): Field<string> =>
  text(
    matches(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/),
    "the ARN of an IAM role",
    `arn:aws:iam::123456789012:role/${name}`,
  );

/** Names of QuickSight's groups by the persona whose dashboards they get. */
const byPersona = map(
  list(text(matches(/^[\w+=,.@ /-]{1,256}$/), "the name of a group of QuickSight", "lakehouse-analysts"), []),
  new RegExp(`^(${personas.join("|")})$`),
  `a persona: ${personas.join(", ")}`,
);

/** Where functions and jobs run. */
export const networks = ["public", "private"] as const;

/** Somebody who is told when a night goes wrong. */
export const email = text(matches(/^[^@\s]+@[^@\s]+\.[^@\s]+$/), "an e-mail address", "operator@example.com");

export const fields = {
  architecture: choice(["arm64", "x86_64"], "arm64"),
  extraction: group({
    maximumConcurrency: integer(2, 1000, 4),
    batchSize: integer(1, 10, 5),
    timeoutSeconds: integer(10, 900, 120),
    sourceTimeoutSeconds: integer(1, 300, 30),
    maxReceiveCount: integer(5, 100, 5),
    patienceSeconds: integer(10, 3600, 120),
    memoryMiB: integer(256, 10240, 1024),
  }),
  glue: group({
    version: choice(["5.1"], "5.1"),
    workerType: choice(["G.1X", "G.2X", "G.4X", "G.8X"], "G.1X"),
    numberOfWorkers: integer(2, 299, 2),
    timeoutMinutes: integer(5, 2880, 120),
  }),
  crawl: choice(["drift", "nightly"], "drift"),
  logRetentionDays: choice(logRetentionSteps, 30),
  planTimeoutMinutes: integer(5, 1440, 120),
  schedulesEnabled: flag(true),
  queryScanLimitGiB: integer(1, 102_400, 100),
  removalProtection: flag(true),
  removalConfirmedFor: optional(text(matches(/^[\w.-]+$/), "the stack's name", "dev")),
  network: choice(networks, "public"),
  privateNetwork: group({
    cidrBlock: cidrBlock(16, 24, "10.40.0.0/20", "10.40.0.0/20"),
    availabilityZones: integer(2, 3, 2),
    natGateways: choice(["single", "per-zone"], "single"),
    flowLogRetentionDays: choice(logRetentionSteps, 90),
  }),
  redshift: group({
    enabled: flag(false),
    baseCapacityRpu: capacity(4),
    maxCapacityRpu: capacity(8),
    rpuHoursPerDay: integer(1, 12_288, 8),
    queryTimeoutMinutes: integer(1, 1439, 60),
    clientAddresses: list(cidrBlock(8, 32, "10.0.0.0/16"), []),
  }),
  quicksight: group({
    enabled: flag(false),
    edition: choice(["ENTERPRISE", "STANDARD"], "ENTERPRISE"),
    mode: choice(["direct", "spice"], "direct"),
    namespace: text(matches(/^[\w.-]{1,64}$/), "a QuickSight namespace", "default", "default"),
    identityRegion: text(matches(/^[a-z]{2}(-[a-z]+)+-\d$/), "a region", "us-east-1", "us-east-1"),
    groups: byPersona,
    authors: byPersona,
  }),
  alarms: group({
    enabled: flag(true),
    scope: choice(["essential", "all"], "essential"),
    emails: list(email, []),
    quarantinedPercent: integer(1, 100, 1),
    monthlyBudgetUsd: integer(1, 1_000_000, 200),
  }),
  maintenance: group({
    enabled: flag(true),
    snapshotRetentionDays: integer(7, 365, 14),
    orphanFileRetentionDays: integer(3, 365, 7),
  }),
  mails: group({
    from: optional(email),
    to: map(list(email, []), /^[a-z][a-z0-9-]{0,62}$/, "the name of a mail"),
    dashboardsUrl: optional(baseUrl()),
  }),
  tokenRotationDays: integer(1, 365, 30),
  deployers: list(roleOf("deployer"), []),
  allowForeignPrincipals: list(
    text(matches(/^\d{12}$/), "an account's id of 12 digits, in quotes", "210123456789"),
    [],
  ),
};

export const source = {
  baseUrl: baseUrl(),
  location: choice(["internet", "network"], "internet"),
  addresses: list(cidrBlock(8, 32, "203.0.113.0/24"), []),
};

export const principal = { persona: choice(personas), role: roleOf("analyst") };

type SourceConfig = ValuesOf<typeof source>;
type PrincipalConfig = ValuesOf<typeof principal> & { readonly domains: readonly string[] };
export type Config = ValuesOf<typeof fields> & {
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly principals: Readonly<Record<string, PrincipalConfig>>;
};

/** All settings of a stack whose contracts name these sources: each source needs its entry. */
export const stackFields = (sourceNames: readonly string[]): Field<Config> =>
  group(
    {
      ...fields,
      sources: group(Object.fromEntries(sourceNames.map((name) => [name, group(source)]))),
      principals: map(
        group({ ...principal, domains: list(choice(sourceNames), sourceNames) }),
        /^[a-z][a-z0-9-]{0,30}$/,
        "a name in kebab-case of at most 31 characters",
      ),
    },
    "",
  );
