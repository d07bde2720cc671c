/** Asks at the terminal for a stack's required settings; known values are the defaults. */
import type { TSchema } from "typebox";
import { addresses, emails as emailsSchema, networks, principal, type NamedSource } from "../../infra/config/schema.ts";
import { checkSchema } from "../../model/validation/check-schema.ts";
import { placeholderProblems } from "../../infra/config/placeholders.ts";
import { kindOf } from "../../sources/index.ts";
import { personas } from "../../model/governance/principals.ts";
import type { NamedRole, SourcePlace, StackSettings } from "./settings.ts";

/** How questions reach a person; tests supply their own answers. */
export interface Questions {
  /** `check` returns true, or what is wrong with the text. */
  text(question: string, known: string, check?: (given: string) => true | string): Promise<string>;
  choice<T extends string>(question: string, choices: readonly T[], known: T): Promise<T>;
}

const listOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((item) => item !== "");

const isGiven = (given: string): true | string => given.trim() !== "" || "This is required.";

/** Validates an answer against the schema of its setting. */
const fits =
  (schema: TSchema, read: (given: string) => unknown = (given) => given.trim()) =>
  (given: string): true | string => {
    const value = read(given);
    const { problems = [] } = checkSchema(schema, value);
    const problem = [...problems, ...placeholderProblems(value, "")][0];
    return problem === undefined || `${problem.message}.`;
  };

const givenAnd =
  (check: (given: string) => true | string) =>
  (given: string): true | string => {
    const verdict = isGiven(given);
    return verdict === true ? check(given) : verdict;
  };

const askSource = async (
  ask: Questions,
  { name, kind }: NamedSource,
  known: SourcePlace,
  isPrivate: boolean,
): Promise<SourcePlace> => {
  const { what, example, schema } = kindOf(kind).address;
  const where = `Where is the ${what} of ${name} (${example})?`;
  const address = (await ask.text(where, known.address ?? "", fits(schema))).trim();
  if (!isPrivate) return { ...known, address };
  const question = `At which addresses is ${name} reached (CIDR blocks, e.g. 10.1.0.0/28)? Nothing else will be`;
  return {
    address,
    addresses: listOf(await ask.text(question, (known.addresses ?? []).join(" "), givenAnd(fits(addresses, listOf)))),
  };
};

const askPrincipals = async (
  ask: Questions,
  known: Readonly<Record<string, NamedRole>>,
): Promise<Readonly<Record<string, NamedRole>>> => {
  const principals = { ...known };
  for (;;) {
    const so = Object.keys(principals);
    const name = await ask.text(
      `Who else works with the data (a name for one IAM role, empty for nobody)?${so.length > 0 ? ` So far: ${so.join(", ")}` : ""}`,
      "",
    );
    if (name.trim() === "") return principals;
    const persona = await ask.choice(`What is ${name}?`, personas, "analyst");
    principals[name.trim()] = {
      persona,
      role: (await ask.text(`ARN of the IAM role of ${name}?`, "", fits(principal.role))).trim(),
    };
  }
};

export const askForSettings = async (
  ask: Questions,
  known: StackSettings,
  named: readonly NamedSource[],
): Promise<StackSettings> => {
  const region = await ask.text("In which AWS region?", known.region ?? "", isGiven);
  const network = await ask.choice(
    "In which network do functions and jobs run? (docs/network.md says what a private one costs)",
    networks,
    known.network ?? "public",
  );
  const sources: Record<string, SourcePlace> = {};
  for (const one of named) {
    sources[one.name] = await askSource(ask, one, known.sources[one.name] ?? {}, network === "private");
  }
  const emails = listOf(
    await ask.text(
      "Who is notified by mail when a night fails (addresses, empty for nobody)?",
      (known.emails ?? []).join(" "),
      fits(emailsSchema, listOf),
    ),
  );
  return { region, network, sources, principals: await askPrincipals(ask, known.principals), emails };
};
