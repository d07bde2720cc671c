import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Option, type Command } from "commander";
import { isSeq, parseDocument, stringify } from "yaml";
import { logicalIdPattern, groupPattern } from "../../model/contracts/naming.ts";
import type { Problem } from "../../model/validation/problem.ts";
import { sourceKinds } from "../../sources/index.ts";
import type { Draft, Infer } from "../../sources/draft.ts";
import { UsageError, type Answer } from "../answer.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";
import { contractsFolder, shownPath } from "../folders.ts";
import { plural } from "../output/format.ts";

interface InferOptions extends CommonOptions {
  readonly as: string;
  readonly folder: string;
  readonly address?: string;
  readonly auth: string;
  readonly in?: string;
  readonly parameter?: string;
  readonly tokenPath?: string;
  readonly scope?: string;
  readonly header: readonly string[];
  readonly print?: boolean;
  readonly overwrite?: boolean;
}

/** Environment variable with the credentials, so that they are in no history and no process list. */
const secretVariable = "LAKEHOUSE_TOKEN";
const timeoutSeconds = 30;

const wrong = (place: string, message: string, fix: string): UsageError =>
  new UsageError({ code: "OPTION_INVALID", place, message, fix });

const inferrerOf = (place: string): Infer => {
  const inferrers = sourceKinds.flatMap(({ infer }) => infer ?? []);
  const found = inferrers.find(({ prefixes }) => prefixes.some((prefix) => place.startsWith(prefix)));
  if (found !== undefined && URL.canParse(place)) return found.draft;
  const prefixes = inferrers.flatMap((inferrer) => inferrer.prefixes).join(", ");
  throw wrong(
    "<place>",
    `found "${place}", which doesn't begin with ${prefixes} or is no URL`,
    "write the whole URL of a list of records",
  );
};

const namesOf = (text: string): { readonly source: string; readonly name: string } => {
  const [source = "", name = "", ...rest] = text.split(".");
  if (groupPattern.test(source) && logicalIdPattern.test(name) && rest.length === 0) return { source, name };
  const message = `found "${text}", allowed is <source>.<table> in snake_case`;
  throw wrong("--as", message, "write e.g. --as shop.orders");
};

const headersOf = (given: readonly string[]): Readonly<Record<string, string>> => {
  const pairs = given.map((text) => /^([A-Za-z0-9-]+): ?(.+)$/.exec(text));
  const odd = pairs.findIndex((pair) => pair === null);
  if (odd >= 0)
    throw wrong(
      "--header",
      `found "${given[odd] ?? ""}", allowed is <name>: <value>`,
      'write e.g. --header "Accept: application/json"',
    );
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
};

const authOf = ({ auth, in: where, parameter, tokenPath, scope }: InferOptions, source: string): object => ({
  type: auth,
  ...(auth !== "none" && { secret: `${source.replaceAll("_", "-")}-api-token` }),
  ...(where !== undefined && { in: where }),
  ...(parameter !== undefined && { name: parameter }),
  ...(tokenPath !== undefined && { tokenPath }),
  ...(scope !== undefined && { scope }),
});

const secretOf = (auth: string): string => {
  const secret = process.env[secretVariable] ?? "";
  if (auth === "none" || secret !== "") return secret;
  const problem: Problem = {
    code: "SECRET_EMPTY",
    place: secretVariable,
    message: `--auth ${auth} needs credentials, and the environment variable has none`,
    fix: `set ${secretVariable} for this command`,
  };
  throw new UsageError(problem);
};

const yaml = (document: object): string => stringify(document, { lineWidth: 120 });

/** The sources file with the source added; its text as it is if it has the source already. */
const withSource = (text: string, source: string, entry: object): string => {
  const document = parseDocument(text === "" ? "sources: []\n" : text);
  const list: unknown = document.get("sources");
  if (!isSeq(list)) return text;
  const has = list.items.some((_, index) => document.getIn(["sources", index, "name"]) === source);
  if (has) return text;
  list.flow = false;
  list.add(document.createNode(entry));
  return document.toString({ lineWidth: 120 });
};

const write = (folder: string, id: string, draft: Draft, overwrite: boolean): readonly string[] => {
  const file = join(folder, `${id}.odcs.yaml`);
  if (existsSync(file) && !overwrite) {
    throw wrong("--as", `${shownPath(file)} exists`, "choose another name, or add --overwrite");
  }
  mkdirSync(folder, { recursive: true });
  const sources = join(folder, "sources.yaml");
  const before = existsSync(sources) ? readFileSync(sources, "utf8") : "";
  const after = withSource(before, id.split(".")[0] ?? "", draft.source);
  writeFileSync(file, yaml(draft.contract));
  if (after !== before) writeFileSync(sources, after);
  return [file, ...(after === before ? [] : [sources])];
};

const render = (draft: Draft, written: readonly string[], folder: string): readonly string[] => [
  `${plural(draft.records, "record")} looked at.`,
  ...written.map((file) => `Written: ${shownPath(file)}`),
  "",
  "Guesses to confirm or correct; each has a mark in the contract:",
  ...draft.guesses.map((guess) => `  ${guess}`),
  ...(draft.leftOut.length === 0 ? [] : ["", `Left out, because no column holds a list: ${draft.leftOut.join(", ")}`]),
  "",
  "Next:",
  `  remove the marks, then   lakehouse contracts check ${shownPath(folder)}`,
  `  set in Pulumi.<stack>.yaml   lakehouse:sources … ${draft.address}`,
];

const addressOf = ({ address }: InferOptions, place: string): { readonly address?: string } => {
  if (address === undefined) return {};
  if (place.startsWith(`${address.replace(/\/+$/, "")}/`)) return { address };
  throw wrong(
    "--address",
    `found "${address}", which the place does not begin with`,
    "write the first part of the place",
  );
};

const infer = async (options: InferOptions, place: string): Promise<Answer> => {
  const { source, name } = namesOf(options.as);
  const draft = await inferrerOf(place)({
    ...{ source, name, place, timeoutSeconds },
    auth: authOf(options, source),
    ...addressOf(options, place),
    secret: secretOf(options.auth),
    credentials: secretVariable,
    headers: headersOf(options.header),
  });
  const isPrinted = options.print === true;
  const written = isPrinted ? [] : write(options.folder, `${source}.${name}`, draft, options.overwrite === true);
  const files = isPrinted
    ? [`# ${source}.${name}.odcs.yaml`, yaml(draft.contract), "# sources.yaml", yaml({ sources: [draft.source] })]
    : [];
  return {
    document: { ...draft, written: written.map(shownPath) },
    text: isPrinted ? files : render(draft, written, options.folder),
  };
};

const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const registerInfer = (contracts: Command, context: Context): void => {
  contracts
    .command("infer")
    .summary("draft a contract from what an API answers")
    .description(
      "Asks an API once, and writes a draft of a contract and of its source: where the records are, paging and total, columns with types, key and personal columns. Guesses are marked, and `contracts check` lists them until the marks are gone.",
    )
    .argument("<place>", "URL of a list of records, with all parameters that it needs")
    .requiredOption("--as <source.table>", "what to call it")
    .option("--address <url>", "what all of the API's URLs begin with (default: the place without its last part)")
    .option("--folder <folder>", "where the contracts are", shownPath(contractsFolder))
    .addOption(
      new Option("--auth <type>", `how the API knows who asks; the credentials are read from ${secretVariable}`)
        .choices(["none", "bearer", "api-key", "basic", "oauth2"])
        .default("none"),
    )
    .addOption(new Option("--in <place>", "where an API key goes").choices(["header", "query"]))
    .option("--parameter <name>", "name of the header or parameter of an API key")
    .option("--token-path <path>", "path that issues OAuth 2.0 tokens")
    .option("--scope <scope>", "scope to ask for with OAuth 2.0")
    .option("--header <name: value>", "header to send; may be repeated", collected, [])
    .option("--print", "print both files and write none")
    .option("--overwrite", "replace a contract of that name")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse contracts infer "https://api.example.com/v1/orders?limit=100" --as shop.orders
  ${secretVariable}=… lakehouse contracts infer https://api.example.com/v1/orders --as shop.orders --auth bearer
  ${secretVariable}=user:password lakehouse contracts infer https://… --as shop.orders --auth basic --print

Exit code: 0 when a draft was made, 1 when the API can't be read, 2 for wrong options.`,
    )
    .action(answering(context, infer));
};
