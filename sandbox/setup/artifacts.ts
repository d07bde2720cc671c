/** The Java archives that the sandbox needs, pinned by hash in artifacts.lock.json. */
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { OnProgress } from "../progress.ts";
import { repositoryRoot } from "../folders.ts";
import { downloadFile, type Download } from "./download.ts";
import { run } from "./run.ts";

export interface Artifact {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly extension: string;
  /**
   * `first`: on every job's classpath, before Spark's own jars, because Spark's Arrow cannot run on Java 21
   * (https://github.com/apache/arrow/issues/35053); `spark`: after them; `iceberg`: with `--datalake-formats iceberg`;
   * `trino`: unpacked.
   */
  readonly use: "first" | "spark" | "iceberg" | "trino";
  readonly bytes: number;
  readonly sha256: string;
}

export interface InstalledArtifacts {
  readonly firstJars: readonly string[];
  readonly sparkJars: readonly string[];
  readonly icebergJars: readonly string[];
  readonly trinoLibraries: string;
  readonly trinoPlugins: string;
}

type ArtifactUrl = (
  artifact: Pick<Artifact, "groupId" | "artifactId" | "version" | "extension">,
  base?: string,
) => Promise<string>;

/** Loaded only when something is downloaded: every command imports the sandbox, and few install it. */
const loadArtifactUrl = async (): Promise<ArtifactUrl> => {
  const { default: module } = await import("mvn-artifact-url");
  // The package is CommonJS with an `exports.default`: Node nests that one level deeper than bundlers and tsx do.
  const imported = module as unknown as ArtifactUrl | { readonly default: ArtifactUrl };
  return typeof imported === "function" ? imported : imported.default;
};

export const readArtifactsLock = (): readonly Artifact[] => {
  const text = readFileSync(join(repositoryRoot, "sandbox", "artifacts.lock.json"), "utf8");
  return (JSON.parse(text) as { artifacts: Artifact[] }).artifacts;
};

const shortHash = (artifact: Artifact): string => artifact.sha256.slice(0, 16);

const archivePath = (artifact: Artifact, cache: string): string =>
  join(cache, "maven", shortHash(artifact), `${artifact.artifactId}-${artifact.version}.${artifact.extension}`);

const unpackedPath = (artifact: Artifact, cache: string): string =>
  join(cache, `${artifact.artifactId}-${artifact.version}-${shortHash(artifact)}`);

/** Hashes are checked on download; on every start only the size, which reveals truncated files. */
const isInstalled = (artifact: Artifact, cache: string): boolean => {
  const path = artifact.use === "trino" ? unpackedPath(artifact, cache) : archivePath(artifact, cache);
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.isDirectory() || found.size === artifact.bytes);
};

export const missingBytes = (cache: string): number =>
  readArtifactsLock()
    .filter((artifact) => !isInstalled(artifact, cache))
    .reduce((sum, artifact) => sum + artifact.bytes, 0);

const toDownload = async (artifact: Artifact, cache: string): Promise<Download> => {
  const repository = process.env["LAKEHOUSE_MAVEN_REPOSITORY"];
  const base = repository?.replace(/\/*$/, "/");
  const artifactUrl = await loadArtifactUrl();
  return {
    url: await artifactUrl(artifact, base),
    target: archivePath(artifact, cache),
    bytes: artifact.bytes,
    sha256: artifact.sha256,
  };
};

const install = async (
  artifact: Artifact,
  cache: string,
  python: string,
  onBytes: (bytes: number) => void,
): Promise<void> => {
  const download = await toDownload(artifact, cache);
  await downloadFile(download, { onBytes });
  if (artifact.use !== "trino") return;
  const script = join(repositoryRoot, "sandbox", "setup", "unpack.py");
  await run(python, [script, download.target, unpackedPath(artifact, cache)]);
  rmSync(download.target);
};

/** Downloads missing files, several in parallel, and unpacks Trino with the given Python. */
export const installArtifacts = async (cache: string, python: string, onProgress: OnProgress): Promise<void> => {
  const missing = readArtifactsLock().filter((artifact) => !isInstalled(artifact, cache));
  const totalBytes = missing.reduce((sum, artifact) => sum + artifact.bytes, 0);
  const arrived = new Map<Artifact, number>();
  await Promise.all(
    missing.map((artifact) =>
      install(artifact, cache, python, (bytes) => {
        arrived.set(artifact, bytes);
        const sum = [...arrived.values()].reduce((total, part) => total + part, 0);
        onProgress({ kind: "bytes", step: "downloads", bytes: sum, totalBytes });
      }),
    ),
  );
};

export const installedArtifacts = (cache: string): InstalledArtifacts => {
  const lock = readArtifactsLock();
  const jars = (use: Artifact["use"]): string[] =>
    lock.filter((artifact) => artifact.use === use).map((artifact) => archivePath(artifact, cache));
  const unpacked = (artifactId: string): string => {
    const artifact = lock.find((candidate) => candidate.artifactId === artifactId);
    if (artifact === undefined) throw new Error(`artifacts.lock.json lacks ${artifactId}`);
    return unpackedPath(artifact, cache);
  };
  return {
    firstJars: jars("first"),
    sparkJars: jars("spark"),
    icebergJars: jars("iceberg"),
    trinoLibraries: join(unpacked("trino-server-core"), "lib"),
    trinoPlugins: unpacked("trino-iceberg"),
  };
};
