/** The Node versions of Lambda's runtimes, from npm packages that contain its binaries. */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../folders.ts";
import { run } from "./run.ts";

const manifestFolder = join(repositoryRoot, "sandbox", "runtimes");
const manifestFiles = ["package.json", "package-lock.json"] as const;

const readManifestFile = (name: (typeof manifestFiles)[number]): string =>
  readFileSync(join(manifestFolder, name), "utf8");

const readyMark = (folder: string): string => join(folder, ".complete");

const nodeFolder = (cache: string): string => {
  const hash = createHash("sha256");
  for (const name of manifestFiles) hash.update(readManifestFile(name));
  return join(cache, `node-${hash.digest("hex").slice(0, 16)}`);
};

export const areNodesComplete = (cache: string): boolean => existsSync(readyMark(nodeFolder(cache)));

/** Path of Node by the runtime's name, for this machine; npm skips binaries for other platforms. */
export const nodeOfRuntimes = (cache: string): Readonly<Record<string, string>> => {
  const { optionalDependencies } = JSON.parse(readManifestFile("package.json")) as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  const ending = `-${process.platform}-${process.arch}`;
  const packages = Object.keys(optionalDependencies).filter((name) => name.endsWith(ending));
  return Object.fromEntries(
    packages.map((name) => [
      name.slice(0, -ending.length),
      join(nodeFolder(cache), "node_modules", name, "bin", "node"),
    ]),
  );
};

/** npm checks each package against its hash in the lockfile, and uses the registry that the user has configured. */
const npmInstall = ["ci", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

export const installNodes = async (cache: string, onLine: (line: string) => void): Promise<void> => {
  if (areNodesComplete(cache)) return;
  const folder = nodeFolder(cache);
  const work = `${folder}.${process.pid}`;
  for (const stale of [work, folder]) rmSync(stale, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  for (const name of manifestFiles) copyFileSync(join(manifestFolder, name), join(work, name));
  await run("npm", [...npmInstall, "--prefix", work], { onLine });
  writeFileSync(readyMark(work), "");
  renameSync(work, folder);
};
