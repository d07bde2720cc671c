import { expect } from "chai";
import { resolveConfig } from "../../../infra/config.ts";
import { formatProblem } from "../../../model/validation/problem.ts";

const baseUrl = "https://operations.example.com/api";
const sources = JSON.stringify({ flights: { baseUrl } });
const role = "arn:aws:iam::123456789012:role/analyst";

const principal = (given: object): Record<string, string> => ({
  "lakehouse:principals": JSON.stringify({ analyst: { persona: "analyst", role, ...given } }),
});

const source = (given: object): Record<string, string> => ({
  "lakehouse:sources": JSON.stringify({ flights: { baseUrl, ...given } }),
});

const named = [{ name: "flights", kind: "rest" }];
const messages = (raw: Record<string, string>): string[] =>
  resolveConfig("dev", { "lakehouse:sources": sources, ...raw }, named).problems.map(formatProblem);

describe("settings of a stack", () => {
  it("have defaults, all but the sources", () => {
    const { config, problems } = resolveConfig(
      "dev",
      { "aws:region": "eu-west-1", "lakehouse:sources": sources },
      named,
    );
    expect(problems).to.deep.equal([]);
    expect(config).to.deep.equal({
      deployers: [],
      allowForeignPrincipals: [],
      architecture: "arm64",
      extraction: {
        maximumConcurrency: 4,
        batchSize: 5,
        timeoutSeconds: 120,
        sourceTimeoutSeconds: 30,
        maxReceiveCount: 5,
        patienceSeconds: 120,
        memoryMiB: 1024,
      },
      glue: { version: "5.1", workerType: "G.1X", numberOfWorkers: 2, timeoutMinutes: 120 },
      maintenance: { enabled: true, snapshotRetentionDays: 14, orphanFileRetentionDays: 7 },
      crawl: "drift",
      logRetentionDays: 30,
      planTimeoutMinutes: 120,
      schedulesEnabled: true,
      queryScanLimitGiB: 100,
      removalProtection: true,
      network: "public",
      privateNetwork: {
        cidrBlock: "10.40.0.0/20",
        availabilityZones: 2,
        natGateways: "single",
        flowLogRetentionDays: 90,
      },
      redshift: {
        enabled: false,
        baseCapacityRpu: 4,
        maxCapacityRpu: 8,
        rpuHoursPerDay: 8,
        queryTimeoutMinutes: 60,
        clientAddresses: [],
      },
      quicksight: {
        enabled: false,
        edition: "ENTERPRISE",
        mode: "direct",
        namespace: "default",
        identityRegion: "us-east-1",
        groups: {},
        authors: {},
      },
      alarms: { enabled: true, scope: "essential", emails: [], quarantinedPercent: 1, monthlyBudgetUsd: 200 },
      mails: { to: {} },
      tokenRotationDays: 30,
      sources: { flights: { address: "https://operations.example.com/api", location: "internet", addresses: [] } },
      principals: {},
    });
  });

  it("never turn a false into a default", () => {
    const raw = { "lakehouse:sources": sources, "lakehouse:schedulesEnabled": "false" };
    expect(resolveConfig("dev", raw, named).config?.schedulesEnabled).to.equal(false);
  });

  it("give up the protection of data with two keys that agree", () => {
    const raw = { "lakehouse:removalProtection": "false", "lakehouse:removalConfirmedFor": "dev" };
    expect(messages(raw)).to.deep.equal([]);
  });

  it("give a principal all sources as its domains, unless it names some", () => {
    const names = ["flights", "mission"];
    const raw = {
      "lakehouse:sources": JSON.stringify(Object.fromEntries(names.map((name) => [name, { baseUrl }]))),
      "lakehouse:principals": JSON.stringify({
        everywhere: { persona: "auditor", role },
        one: { persona: "analyst", role: `${role}-of-one`, domains: ["mission"] },
      }),
    };
    const { principals } =
      resolveConfig(
        "dev",
        raw,
        names.map((name) => ({ name, kind: "rest" })),
      ).config ?? {};
    expect(principals?.["everywhere"]?.domains).to.deep.equal(names);
    expect(principals?.["one"]?.domains).to.deep.equal(["mission"]);
  });

  it("admit a private network whose sources have addresses", () => {
    const located = { flights: { baseUrl, location: "network", addresses: ["10.80.0.0/16", "192.0.2.7/32"] } };
    const raw = { "lakehouse:network": "private", "lakehouse:sources": JSON.stringify(located) };
    expect(messages(raw)).to.deep.equal([]);
  });

  it("take a version as text or as the number that YAML makes of it", () => {
    expect(messages({ "lakehouse:glue": '{"version":5.1}' })).to.deep.equal([]);
  });

  const wrong: readonly (readonly [string, Record<string, string>, string])[] = [
    [
      "an unknown key",
      { "lakehouse:architectur": "arm64" },
      `CONFIG_KEY_UNKNOWN lakehouse:architectur: "architectur" is not allowed here; a stack's config has architecture, extraction, glue, crawl, logRetentionDays, planTimeoutMinutes, schedulesEnabled, queryScanLimitGiB, removalProtection, removalConfirmedFor, network, privateNetwork, redshift, quicksight, alarms, maintenance, mails, tokenRotationDays, deployers, allowForeignPrincipals, sources, principals. Fix: write "architecture" if that is what you mean.`,
    ],
    [
      "an unknown key that resembles none",
      { "lakehouse:extraction": '{"zzz":1}' },
      `CONFIG_KEY_UNKNOWN lakehouse:extraction.zzz: "zzz" is not allowed here; a map of the extraction's settings has maximumConcurrency, batchSize, timeoutSeconds, sourceTimeoutSeconds, maxReceiveCount, patienceSeconds, memoryMiB. Fix: remove it.`,
    ],
    [
      "a value that isn't among the choices",
      { "lakehouse:architecture": "armm64" },
      'CONFIG_VALUE_INVALID lakehouse:architecture: "armm64" is not one of arm64, x86_64. Fix: write "arm64" if that is what you mean.',
    ],
    [
      "a number out of its range",
      { "lakehouse:extraction": '{"maxReceiveCount":3}' },
      "CONFIG_VALUE_INVALID lakehouse:extraction.maxReceiveCount: 3 is not a whole number from 5 to 100. Fix: write a whole number from 5 to 100.",
    ],
    [
      "a text for a number",
      { "lakehouse:planTimeoutMinutes": "soon" },
      'CONFIG_VALUE_INVALID lakehouse:planTimeoutMinutes: "soon" is not a whole number from 5 to 1440. Fix: write a whole number from 5 to 1440.',
    ],
    [
      "a flag that is neither true nor false",
      { "lakehouse:schedulesEnabled": "yes" },
      'CONFIG_VALUE_INVALID lakehouse:schedulesEnabled: "yes" is not true or false. Fix: write true or false.',
    ],
    [
      "a value where an object belongs",
      { "lakehouse:glue": "large" },
      `CONFIG_VALUE_INVALID lakehouse:glue: "large" is not a map of Glue's settings. Fix: write a map of Glue's settings.`,
    ],
    [
      "an address that a token would travel to in the open",
      { "lakehouse:sources": '{"flights":{"baseUrl":"http://operations.example.com/api"}}' },
      'CONFIG_VALUE_INVALID lakehouse:sources.flights.baseUrl: "http://operations.example.com/api" is not an https URL (http on the loopback address only) without query and trailing slash, such as "https://operations.example.com/api". Fix: write an https URL (http on the loopback address only) without query and trailing slash, such as "https://operations.example.com/api".',
    ],
    [
      "a source without an address",
      { "lakehouse:sources": "{}" },
      'CONFIG_KEY_MISSING lakehouse:sources.flights: "baseUrl" is missing; a map of the settings of the source flights has baseUrl, location, addresses. Fix: add "baseUrl: …".',
    ],
    [
      "a call that may last as long as the invocation",
      { "lakehouse:extraction": '{"sourceTimeoutSeconds":120}' },
      "CONFIG_VALUE_INVALID lakehouse:extraction.sourceTimeoutSeconds: found 120, must be less than " +
        "extraction.timeoutSeconds (120). Fix: lower it, or raise extraction.timeoutSeconds.",
    ],
    [
      "a persona that isn't there",
      principal({ persona: "analist" }),
      'CONFIG_VALUE_INVALID lakehouse:principals.analyst.persona: "analist" is not one of data-engineer, analyst, bi, auditor. Fix: write "analyst" if that is what you mean.',
    ],
    [
      "a role that is no role's ARN",
      principal({ role: "arn:aws:iam::123456789012:user/jo" }),
      'CONFIG_VALUE_INVALID lakehouse:principals.analyst.role: "arn:aws:iam::123456789012:user/jo" is not the ARN of an IAM role, such as "arn:aws:iam::123456789012:role/analyst". Fix: write the ARN of an IAM role, such as "arn:aws:iam::123456789012:role/analyst".',
    ],
    [
      "a principal without a role",
      principal({ role: undefined }),
      'CONFIG_KEY_MISSING lakehouse:principals.analyst: "role" is missing; a principal has persona, role, domains. Fix: add "role: …".',
    ],
    [
      "a domain that is no source",
      principal({ domains: ["flihgts"] }),
      'CONFIG_VALUE_INVALID lakehouse:principals.analyst.domains[0]: "flihgts" is not one of flights. Fix: write "flights" if that is what you mean.',
    ],
    [
      "a principal without any domain",
      principal({ domains: [] }),
      "CONFIG_VALUE_INVALID lakehouse:principals.analyst.domains: found none, must be one or more of flights. " +
        "Fix: name at least one, or omit the key for all of them.",
    ],
    [
      "two principals with one role",
      { "lakehouse:principals": JSON.stringify({ one: { persona: "analyst", role }, two: { persona: "bi", role } }) },
      `CONFIG_VALUE_INVALID lakehouse:principals.two.role: found ${role}, which is the role of one, must be a role ` +
        "that no other principal has. Fix: give each principal a role of its own, or remove one of the two.",
    ],
    [
      "a principal's name that no resource could have",
      { "lakehouse:principals": JSON.stringify({ "The Analyst": { persona: "analyst", role } }) },
      'CONFIG_VALUE_INVALID lakehouse:principals.The Analyst: "The Analyst" is not a name in kebab-case of at most 31 characters. Fix: correct the name.',
    ],
    [
      "a network that is neither public nor private",
      { "lakehouse:network": "privat" },
      'CONFIG_VALUE_INVALID lakehouse:network: "privat" is not one of public, private. Fix: write "private" if that is what you mean.',
    ],
    [
      "a private network whose source has no address",
      { "lakehouse:network": "private" },
      "CONFIG_KEY_MISSING lakehouse:sources.flights.addresses: found nothing while network is private, must be a " +
        "list of CIDR blocks. Fix: list the addresses at which the source is reached.",
    ],
    [
      "an address that would open the network to everything",
      source({ addresses: ["203.0.113.0/28", "0.0.0.0/0"] }),
      'CONFIG_VALUE_INVALID lakehouse:sources.flights.addresses[1]: "0.0.0.0/0" is not an IPv4 network as a CIDR block from /8 to /32, such as "203.0.113.0/24". Fix: write an IPv4 network as a CIDR block from /8 to /32, such as "203.0.113.0/24".',
    ],
    [
      "a source that is somewhere else",
      source({ location: "inside" }),
      'CONFIG_VALUE_INVALID lakehouse:sources.flights.location: "inside" is not one of internet, network. Fix: write one of internet, network.',
    ],
    [
      "more zones than are planned for",
      { "lakehouse:privateNetwork": '{"availabilityZones":4}' },
      "CONFIG_VALUE_INVALID lakehouse:privateNetwork.availabilityZones: 4 is not a whole number from 2 to 3. Fix: write a whole number from 2 to 3.",
    ],
    [
      "protection that one key alone would give up",
      { "lakehouse:removalProtection": "false" },
      "CONFIG_REMOVAL_UNCONFIRMED lakehouse:removalConfirmedFor: found null while removalProtection is false, must " +
        "be the stack's name (dev). Fix: set it to dev if its data may be lost, or set removalProtection to true.",
    ],
    [
      "a second key that names another stack",
      { "lakehouse:removalProtection": "false", "lakehouse:removalConfirmedFor": "prod" },
      'CONFIG_REMOVAL_UNCONFIRMED lakehouse:removalConfirmedFor: found "prod" while removalProtection is false, must ' +
        "be the stack's name (dev). Fix: set it to dev if its data may be lost, or set removalProtection to true.",
    ],
    [
      "an e-mail that is no address",
      { "lakehouse:alarms": '{"emails":["operator"]}' },
      'CONFIG_VALUE_INVALID lakehouse:alarms.emails[0]: "operator" is not an e-mail address, such as "operator@example.com". Fix: write an e-mail address, such as "operator@example.com".',
    ],
    [
      "a retention that CloudWatch has no step for",
      { "lakehouse:privateNetwork": '{"flowLogRetentionDays":91}' },
      "CONFIG_VALUE_INVALID lakehouse:privateNetwork.flowLogRetentionDays: 91 is not one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653. Fix: write one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.",
    ],
    [
      "tokens that would never be replaced",
      { "lakehouse:tokenRotationDays": "0" },
      "CONFIG_VALUE_INVALID lakehouse:tokenRotationDays: 0 is not a whole number from 1 to 365. Fix: write a whole number from 1 to 365.",
    ],
  ];
  for (const [what, raw, message] of wrong) {
    it(`refuse ${what}`, () => {
      expect(messages(raw)).to.deep.equal([message]);
    });
  }

  it("show all problems at once", () => {
    const raw = {
      "lakehouse:architecture": "arm",
      "lakehouse:glue": '{"numberOfWorkers":1}',
      "lakehouse:sources": "{}",
    };
    expect(messages(raw)).to.have.length(3);
  });

  it("allow plain http on the loopback address", () => {
    const local = '{"flights":{"baseUrl":"http://127.0.0.1:8080/flights"}}';
    expect(messages({ "lakehouse:sources": local })).to.deep.equal([]);
  });
});
