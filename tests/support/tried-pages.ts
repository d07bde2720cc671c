/**
 * Pages of documentation as a reader tries them: YAML blocks change a contract or the sources file, commands run, and
 * text blocks say what they print. `…` stands for lines left out.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

interface Block {
  readonly language: string;
  readonly text: string;
}

/** One command of a page, and what it should print. */
export interface Trial {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly expected: readonly string[] | undefined;
  /** The folder's files as they are when the command runs, by name. */
  readonly files: ReadonlyMap<string, string>;
}

type Named = Readonly<Record<string, unknown>>;

interface Contract {
  readonly schema: readonly { readonly properties: readonly Named[] }[];
  readonly customProperties: readonly Named[];
}

type Lines = Partial<Contract> & { readonly sources?: unknown };

const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = "", text = ""]) => ({ language, text }));

/** Entries of one name replace each other. */
const merged = (key: string, before: readonly Named[], after: readonly Named[]): readonly Named[] => [
  ...before.filter((one) => !after.some((other) => other[key] === one[key])),
  ...after,
];

const withLines = (contract: Contract, lines: Lines): Contract => {
  const [table] = contract.schema;
  const columns = lines.schema?.[0]?.properties ?? [];
  return {
    ...contract,
    schema: [{ ...table, properties: merged("name", table?.properties ?? [], columns) }],
    customProperties: merged("property", contract.customProperties, lines.customProperties ?? []),
  };
};

/** Words of a shell's line, without their quotes. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ""));

const command = " npm run -s lakehouse -- ";

/** Replaces what a reader's shell would. */
export type Variables = Readonly<Record<"$source" | "$token" | "/tmp/try", string>>;

const trialsIn = ({ text }: Block, variables: Variables): readonly Pick<Trial, "argv" | "environment">[] =>
  text.split("\n").flatMap((line) => {
    const [before = "", after] = ` ${line}`.split(command);
    if (after === undefined) return [];
    const filled = (word: string): string =>
      Object.entries(variables).reduce((filling, [name, value]) => filling.replace(name, value), word);
    const environment = Object.fromEntries(
      wordsOf(before).map((word) => [word.slice(0, word.indexOf("=")), filled(word.slice(word.indexOf("=") + 1))]),
    );
    return [{ argv: wordsOf(after).map(filled), environment }];
  });

const filesOf = (sources: string, contract: Contract): ReadonlyMap<string, string> =>
  new Map([
    ["sources.yaml", sources],
    ["shop.items.odcs.yaml", stringify(contract)],
  ]);

/** What the check of lines that compile prints. */
const valid = ["…", "1 contract, all valid."];

/** What a page's reader does, from top to bottom; lines to write are also checked at once. Pages begin with the files in docs/sources/try. */
export const trialsOf = (page: string, variables: Variables): readonly Trial[] => {
  const start = "docs/sources/try";
  let sources = readFileSync(join(start, "sources.yaml"), "utf8");
  let contract = parse(readFileSync(join(start, "shop.items.odcs.yaml"), "utf8")) as Contract;
  const trials: Trial[] = [];
  const check = ["contracts", "check", variables["/tmp/try"]];
  const blocks = blocksOf(page);
  for (const [index, block] of blocks.entries()) {
    if (block.language === "yaml") {
      const lines = parse(block.text) as Lines;
      if (lines.sources === undefined) contract = withLines(contract, lines);
      else sources = block.text;
      const isShownWrong = blocks[index + 1]?.text.includes(`${command.trim()} contracts check`) === true;
      if (!isShownWrong)
        trials.push({ argv: check, environment: {}, expected: valid, files: filesOf(sources, contract) });
    }
    if (block.language !== "sh") continue;
    const next = blocks[index + 1];
    const expected = next?.language === "text" ? next.text.trimEnd().split("\n") : undefined;
    const files = filesOf(sources, contract);
    trials.push(...trialsIn(block, variables).map((trial) => ({ ...trial, expected, files })));
  }
  return trials;
};

export const writeFiles = (folder: string, { files }: Pick<Trial, "files">): void => {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
};

const plain = (line: string): string => line.trim().replaceAll(/\s+/g, " ");

/** The first expected line that isn't printed where it should be; `undefined` if all are. */
export const firstMissing = (expected: readonly string[], printed: readonly string[]): string | undefined => {
  const lines = printed.map(plain);
  let at = 0;
  let isLoose = false;
  for (const line of expected) {
    if (line === "…") {
      isLoose = true;
      continue;
    }
    const found = isLoose ? lines.indexOf(plain(line), at) : lines[at] === plain(line) ? at : -1;
    if (found < 0) return line;
    at = found + 1;
    isLoose = false;
  }
  return isLoose || at === lines.length ? undefined : `the end, before "${lines[at] ?? ""}"`;
};
