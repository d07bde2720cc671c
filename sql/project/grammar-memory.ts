/**
 * Caches the engines' grammars' readings between commands: a grammar takes seconds to warm up in a process and then
 * milliseconds per text, and most files are unchanged. Only valid texts are cached.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Outline } from "./outline.ts";

export interface Remembered {
  /** Where each statement of the text begins, and how many of them are a SELECT. */
  readonly statements: readonly number[];
  readonly selects: number;
  readonly canonical: string;
  readonly outline: Outline;
}

const rules = ["syntax-tree", "grammar", "outline", "canonical-form", "canonical-spark", "canonical-trino"];

const hash = (...texts: readonly string[]): string => {
  const digest = createHash("sha256");
  for (const text of texts) digest.update(text).update("\0");
  return digest.digest("hex");
};

/** Another version of the parser or of our rules may read a text differently. */
const versionOfRules = (): string => {
  const parser = createRequire(import.meta.url).resolve("dt-sql-parser/package.json");
  const own = rules.map((name) => readFileSync(join(import.meta.dirname, `${name}.ts`), "utf8"));
  return hash(readFileSync(parser, "utf8"), ...own);
};

const cacheFolder = (): string => join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "lakehouse-sql");

let version: string | undefined;
const folder = (): string => join(cacheFolder(), (version ??= versionOfRules()));

const fileOf = (sql: string, dialect: string): string => join(folder(), `${hash(dialect, sql)}.json`);

const keptMs = 30 * 86_400_000;

/** Creates this version's folder. Another checkout may be using a different one, so only stale ones are removed. */
const makeFolder = (): void => {
  if (existsSync(folder())) return;
  mkdirSync(folder(), { recursive: true });
  for (const name of readdirSync(cacheFolder())) {
    const other = join(cacheFolder(), name);
    if (Date.now() - statSync(other).mtimeMs > keptMs) rmSync(other, { recursive: true, force: true });
  }
};

export const recall = (sql: string, dialect: string): Remembered | undefined => {
  try {
    return JSON.parse(readFileSync(fileOf(sql, dialect), "utf8")) as Remembered;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).syscall !== undefined) return undefined;
    throw error;
  }
};

/** A cache that can't be written costs only time. */
export const remember = (sql: string, dialect: string, reading: Remembered): void => {
  const file = fileOf(sql, dialect);
  const partial = `${file}.${process.pid}`;
  try {
    makeFolder();
    writeFileSync(partial, JSON.stringify(reading));
    renameSync(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  }
};
