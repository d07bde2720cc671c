/** Resolves a stack's settings. Pure, so every mistake is found before anything is created. */
import type { Problem } from "../model/validation/problem.ts";
import { checkSchema } from "../model/validation/check-schema.ts";
import { parseJson } from "../model/validation/json.ts";
import type { SchemaProblem } from "../model/validation/schema-problem.ts";
import { formatPath } from "../model/validation/path.ts";
import { kindOf } from "../sources/index.ts";
import { stackSchema, type Config, type GivenConfig, type NamedSource, type SourcePlace } from "./config/schema.ts";
import { quickSightProblems } from "./config/quicksight.ts";
import { redshiftProblems } from "./config/redshift.ts";

export type { Config } from "./config/schema.ts";

type Resolution =
  | { readonly config: Config; readonly problems: readonly [] }
  | { readonly config?: never; readonly problems: readonly Problem[] };

const namespace = "lakehouse:";

/** Pulumi passes every value as text; objects, numbers, and booleans as JSON. */
const parse = (text: string): unknown => {
  const value = parseJson(text);
  return value === undefined ? text : value;
};

const timeouts = ({ extraction: { timeoutSeconds, sourceTimeoutSeconds } }: Config): readonly Problem[] => {
  if (sourceTimeoutSeconds < timeoutSeconds) {
    return [];
  }
  const timeout = timeoutSeconds.toString();
  return [
    {
      code: "CONFIG_VALUE_INVALID",
      place: "lakehouse:extraction.sourceTimeoutSeconds",
      message: `found ${sourceTimeoutSeconds}, must be less than extraction.timeoutSeconds (${timeout})`,
      fix: "lower it, or raise extraction.timeoutSeconds",
    },
  ];
};

/** Two settings must agree, so a slip in one of them can't lose data. */
const removal = ({ removalProtection, removalConfirmedFor }: Config, stack: string): readonly Problem[] => {
  if (removalProtection || removalConfirmedFor === stack) {
    return [];
  }
  return [
    {
      code: "CONFIG_REMOVAL_UNCONFIRMED",
      place: "lakehouse:removalConfirmedFor",
      message: `found ${JSON.stringify(removalConfirmedFor ?? null)} while removalProtection is false, must be the stack's name (${stack})`,
      fix: `set it to ${stack} if its data may be lost, or set removalProtection to true`,
    },
  ];
};

/** In a private network, traffic goes out only to configured addresses. */
const sourceAddresses = ({ network, sources }: Config): readonly Problem[] =>
  Object.entries(sources).flatMap(([name, { addresses }]) =>
    network === "public" || addresses.length > 0
      ? []
      : [
          {
            code: "CONFIG_KEY_MISSING",
            place: `lakehouse:sources.${name}.addresses`,
            message: "found nothing while network is private, must be a list of CIDR blocks",
            fix: "list the addresses at which the source is reached",
          },
        ],
  );

/**
 * One role for two principals would combine their permissions, and removing one principal would revoke what the other
 * needs.
 */
const principalRoles = ({ principals }: Config): readonly Problem[] =>
  Object.entries(principals).flatMap(([name, { role }], index, all) => {
    const first = all.slice(0, index).find(([, other]) => other.role === role)?.[0];
    return first === undefined
      ? []
      : [
          {
            code: "CONFIG_VALUE_INVALID",
            place: `lakehouse:principals.${name}.role`,
            message: `found ${role}, which is the role of ${first}, must be a role that no other principal has`,
            fix: "give each principal a role of its own, or remove one of the two",
          },
        ];
  });

const principalDomains = ({ principals, sources }: Config): readonly Problem[] =>
  Object.entries(principals)
    .filter(([, { domains }]) => domains.length === 0)
    .map(([name]) => ({
      code: "CONFIG_VALUE_INVALID",
      place: `lakehouse:principals.${name}.domains`,
      message: `found none, must be one or more of ${Object.keys(sources).join(", ")}`,
      fix: "name at least one, or omit the key for all of them",
    }));

/** SES needs a sender to send mail. */
const mailSender = ({ mails: { from, to } }: Config): readonly Problem[] =>
  from !== undefined || Object.keys(to).length === 0
    ? []
    : [
        {
          code: "CONFIG_KEY_MISSING",
          place: "lakehouse:mails.from",
          message: "found nothing while mails.to names recipients, must be an e-mail address",
          fix: "write the sender's address",
        },
      ];

const mailRecipients = ({ mails: { to } }: Config): readonly Problem[] =>
  Object.entries(to).flatMap(([name, addresses]) =>
    addresses.length > 0 && new Set(addresses).size === addresses.length
      ? []
      : [
          {
            code: "CONFIG_VALUE_INVALID",
            place: `lakehouse:mails.to.${name}`,
            message: `found ${addresses.length === 0 ? "none" : "an address twice"}, must be one or more different addresses`,
            fix: "name each address once, or remove the mail",
          },
        ],
  );

const rulesAcrossFields = (config: Config, stack: string): readonly Problem[] => [
  ...timeouts(config),
  ...removal(config, stack),
  ...sourceAddresses(config),
  ...principalRoles(config),
  ...principalDomains(config),
  ...redshiftProblems(config),
  ...quickSightProblems(config),
  ...mailSender(config),
  ...mailRecipients(config),
];

/** The `lakehouse:*` settings as values, keyed without the namespace. */
export const givenSettings = (raw: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> => {
  const own = Object.entries(raw).filter(([key]) => key.startsWith(namespace));
  return Object.fromEntries(own.map(([key, text]) => [key.slice(namespace.length), parse(text)]));
};

const codes = { missing: "CONFIG_KEY_MISSING", unknown: "CONFIG_KEY_UNKNOWN", value: "CONFIG_VALUE_INVALID" } as const;

const configProblem = ({ kind, path, message, fix }: SchemaProblem): Problem => ({
  code: codes[kind],
  place: `${namespace}${formatPath(path)}`,
  message,
  fix,
});

const placesOf = (
  { sources }: Pick<GivenConfig, "sources">,
  named: readonly NamedSource[],
): Readonly<Record<string, SourcePlace>> => {
  // By the schema; its members depend on the kinds
  const given = sources as Readonly<Record<string, Omit<SourcePlace, "address"> & Readonly<Record<string, unknown>>>>;
  return Object.fromEntries(
    named.flatMap(({ name, kind }) => {
      const own = given[name];
      if (own === undefined) return [];
      const { location, addresses } = own;
      return [[name, { address: String(own[kindOf(kind).address.member]), location, addresses }]];
    }),
  );
};

/**
 * Resolves `lakehouse:*` keys as Pulumi provides them (key → text, objects as JSON).
 *
 * @param raw all configuration of the stack; keys of other namespaces are ignored
 * @param sources the contracts' sources; each must have an address, and no other source may have one
 */
export const resolveConfig = (
  stack: string,
  raw: Readonly<Record<string, string>>,
  sources: readonly NamedSource[],
): Resolution => {
  const { value, problems = [] } = checkSchema(stackSchema(sources), givenSettings(raw));
  if (value === undefined) return { problems: problems.map(configProblem) };
  const config: Config = {
    ...value,
    glue: { ...value.glue, version: "5.1" },
    sources: placesOf(value, sources),
  };
  const across = rulesAcrossFields(config, stack);
  return across.length > 0 ? { problems: across } : { config, problems: [] };
};
