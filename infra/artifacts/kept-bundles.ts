/**
 * A cache of bundled code, stored along with hashes of its inputs: a deployment that changes no function reads it
 * instead of bundling again. Inputs are compared by content, so a cached bundle is the one that would be built.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Bundles<Name extends string> {
  /** Keyed by function name. */
  readonly code: Readonly<Record<Name, string>>;
  /** Files that went into the code, relative to the repository's folder. */
  readonly inputs: readonly string[];
}

interface Kept<Name extends string> {
  readonly madeWith: string;
  /** SHA-256 of each file, hex. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly code: Readonly<Record<Name, string>>;
}

/** Files that determine how imports resolve and compile; no bundle contains them. */
const settings = ["package.json", "package-lock.json", "tsconfig.json"];

const contentOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
};

const digestOf = (content: Buffer | string): string => createHash("sha256").update(content).digest("hex");

const digestOfFile = (path: string): string | undefined => {
  const content = contentOf(path);
  return content && digestOf(content);
};

const read = <Name extends string>(file: string): Kept<Name> | undefined => {
  try {
    return JSON.parse(contentOf(file)?.toString() ?? "null") as Kept<Name> | undefined;
  } catch {
    return undefined;
  }
};

/** If the file can't be written, it stays unchanged and the next deployment bundles again. */
const write = (file: string, kept: Kept<string>): void => {
  const beside = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(beside, JSON.stringify(kept));
    renameSync(beside, file);
  } catch {
    rmSync(beside, { force: true });
  }
};

/**
 * @param root the repository's folder; the cache is stored under its `node_modules`
 * @param bundler identifies the bundler, its version, and its options
 * @returns the code by function name, as `bundle` produces it
 */
export const keptBundles = <Name extends string>(
  root: string,
  bundler: string,
  bundle: () => Bundles<Name>,
): Bundles<Name>["code"] => {
  const file = join(root, "node_modules", ".cache", "lakehouse-functions", "bundles.json");
  const madeWith = digestOf(JSON.stringify([bundler, settings.map((name) => digestOfFile(join(root, name)))]));
  const kept = read<Name>(file);
  const isCurrent = ([name, digest]: [string, string]): boolean => digestOfFile(join(root, name)) === digest;
  if (kept?.madeWith === madeWith && Object.entries(kept.inputs).every(isCurrent)) return kept.code;
  const { code, inputs } = bundle();
  const digests = inputs.map((name) => [name, digestOfFile(join(root, name)) ?? ""]);
  write(file, { madeWith, inputs: Object.fromEntries(digests) as Kept<Name>["inputs"], code });
  return code;
};
