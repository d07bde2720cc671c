/** A stack's settings from command-line flags. Pure. */
import { networks } from "../../infra/config/schema.ts";
import { personas } from "../../model/governance/principals.ts";
import type { Problem } from "../../model/validation/problem.ts";
import { UsageError } from "../answer.ts";
import type { NamedRole, SourcePlace, StackSettings } from "./settings.ts";

export interface InitFlags {
  readonly region?: string;
  readonly network?: string;
  readonly source?: readonly string[];
  readonly addresses?: readonly string[];
  readonly principal?: readonly string[];
  readonly email?: readonly string[];
}

const wrong = (flag: string, found: string, allowed: string, fix: string): Problem => ({
  code: "OPTION_INVALID",
  place: flag,
  message: `found "${found}", allowed is ${allowed}`,
  fix,
});

/** `<name>=<rest>` of each flag, or a problem. */
const named = (
  flag: string,
  given: readonly string[],
  form: string,
  example: string,
  problems: Problem[],
): readonly (readonly [string, string])[] =>
  given.flatMap((text) => {
    const [, name, rest] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name !== undefined && rest !== undefined) return [[name, rest] as const];
    problems.push(wrong(flag, text, form, `write e.g. ${flag} ${example}`));
    return [];
  });

const namedRole = (name: string, rest: string, problems: Problem[]): readonly (readonly [string, NamedRole])[] => {
  const [personaGiven = "", role = "", ...domains] = rest.split(",");
  const persona = personas.find((known) => known === personaGiven);
  if (persona !== undefined && role !== "") {
    return [[name, { persona, role, ...(domains.length > 0 && { domains }) }]];
  }
  const form = `<name>=<persona>,<role's ARN>[,<source>…] with a persona of ${personas.join(", ")}`;
  const fix = "write e.g. --principal sales=analyst,arn:aws:iam::<account>:role/sales";
  problems.push(wrong("--principal", `${name}=${rest}`, form, fix));
  return [];
};

/**
 * @param sourceNames sources of the contracts
 * @throws UsageError with every flag that is malformed or names no source
 */
export const settingsOfFlags = (flags: InitFlags, sourceNames: readonly string[]): StackSettings => {
  const problems: Problem[] = [];
  const urls = named("--source", flags.source ?? [], "<source>=<URL>", "flights=https://<host>/api", problems);
  const addresses = named(
    "--addresses",
    flags.addresses ?? [],
    "<source>=<CIDR>[,<CIDR>…]",
    "flights=10.1.0.0/28",
    problems,
  );
  for (const [flag, given] of [
    ["--source", urls],
    ["--addresses", addresses],
  ] as const) {
    for (const [name] of given.filter(([name]) => !sourceNames.includes(name))) {
      const fix = "name one of them, or add the source to contracts/sources.yaml first";
      problems.push(wrong(flag, name, `a source of the contracts: ${sourceNames.join(", ")}`, fix));
    }
  }
  const network = networks.find((known) => known === flags.network);
  if (flags.network !== undefined && network === undefined) {
    problems.push(wrong("--network", flags.network, networks.join(" or "), `pass --network ${networks[0]}`));
  }
  const principals = named(
    "--principal",
    flags.principal ?? [],
    "<name>=<persona>,<role's ARN>",
    "sales=analyst,arn:aws:iam::<account>:role/sales",
    problems,
  ).flatMap(([name, rest]) => namedRole(name, rest, problems));
  if (problems.length > 0) throw new UsageError(...problems);
  const place = (name: string): SourcePlace => {
    const address = urls.findLast(([source]) => source === name)?.[1];
    const cidrs = addresses.filter(([source]) => source === name).flatMap(([, list]) => list.split(","));
    return { ...(address !== undefined && { address }), ...(cidrs.length > 0 && { addresses: cidrs }) };
  };
  return {
    ...(flags.region !== undefined && { region: flags.region }),
    ...(network !== undefined && { network }),
    sources: Object.fromEntries(sourceNames.map((name) => [name, place(name)])),
    principals: Object.fromEntries(principals),
    ...(flags.email !== undefined && { emails: flags.email }),
  };
};
