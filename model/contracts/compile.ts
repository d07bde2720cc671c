/** Compiles all contracts: returns either every problem of every file, or the bundle that runs read. */
import { createHash } from "node:crypto";
import type { Bundle } from "../documents/contract-bundle.ts";
import type { Problem } from "../validation/problem.ts";
import { checkAcross, schedulesOf } from "./across.ts";
import type { ContractCode, SourceCode } from "./codes.ts";
import { datasetOf, readContract, type Draft } from "./contract.ts";
import type { ContractKind } from "./source-kind.ts";
import { readSources, sourcesOf } from "./sources.ts";
import { readYaml, type YamlFault, type YamlFile } from "../validation/yaml-file.ts";

export interface TextFile {
  /** Display path, with `/` between folders. */
  readonly file: string;
  readonly text: string;
}

export interface ContractTexts {
  /** `sources.yaml` */
  readonly sources: TextFile;
  /** `*.odcs.yaml` */
  readonly contracts: readonly TextFile[];
}

export interface CompiledContracts {
  readonly bundle: Bundle;
  /** The bundle as stored: the same contracts produce the same text, whatever the order of the files. */
  readonly json: string;
  /** SHA-256 of `json`, hex. */
  readonly hash: string;
}

const isParsed = (result: YamlFile | YamlFault | Problem): result is YamlFile => "placeOf" in result;

const byName = <T extends { readonly file: string }>(files: readonly T[]): readonly T[] =>
  [...files].sort((left, right) => (left.file < right.file ? -1 : 1));

const parse = (code: ContractCode | SourceCode, { file, text }: TextFile): YamlFile | Problem => {
  const parsed = readYaml(file, text);
  if (isParsed(parsed)) return parsed;
  const { place, message } = parsed;
  return { code, place, message: `the text is not YAML: ${message}`, fix: "correct the syntax, and check again" };
};

/** Serializes and hashes the bundle. */
const sealBundle = (bundle: Bundle): CompiledContracts => {
  const json = `${JSON.stringify(bundle)}\n`;
  return { bundle, json, hash: createHash("sha256").update(json).digest("hex") };
};

const problemsOf = (file: YamlFile | Problem, drafts: readonly Draft[]): readonly Problem[] =>
  isParsed(file) ? (drafts.find((draft) => draft.file === file)?.report.problems ?? []) : [file];

const plain = ({ code, place, message, fix }: Problem): Problem => ({ code, place, message, fix });

/**
 * Checks every file on its own and all files together; problems are ordered by file, then by rule.
 *
 * @param kinds of sources that contracts may read from
 */
export const compileContracts = (
  texts: ContractTexts,
  kinds: readonly ContractKind[],
): CompiledContracts | { readonly problems: readonly Problem[] } => {
  const sourcesFile = parse("SOURCES_YAML", texts.sources);
  const read = isParsed(sourcesFile) ? readSources(sourcesFile, kinds) : { sources: [], problems: [sourcesFile] };
  const files = byName(texts.contracts).map((file) => parse("CONTRACT_YAML", file));
  const drafts = files.filter(isParsed).map((file) => readContract(file, read.sources, kinds));
  checkAcross(drafts);
  const problems = [...read.problems, ...files.flatMap((file) => problemsOf(file, drafts))];
  if (problems.length > 0) return { problems: problems.map(plain) };
  return sealBundle({
    formatVersion: 1,
    sources: sourcesOf(read.sources),
    schedules: schedulesOf(drafts),
    datasets: drafts.map(datasetOf),
  });
};
