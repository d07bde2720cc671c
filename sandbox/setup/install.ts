/** Installs everything that the parts need in the cache; a second call finds it there. */
import { join } from "node:path";
import { withFileLock } from "../file-lock.ts";
import type { Folders } from "../folders.ts";
import { tracked, type OnProgress } from "../progress.ts";
import { installArtifacts, missingBytes } from "./artifacts.ts";
import { requireDiskSpace } from "./disk-space.ts";
import { areNodesComplete, installNodes } from "./node.ts";
import {
  environmentIn,
  findPython,
  installJava25,
  installEnvironment,
  isComplete,
  java25Folder,
  type StandaloneName,
} from "./python.ts";

const megabyte = 1_000_000;
// Measured: the environment with Spark and Java 21, Java 25, and Node for two runtimes.
const pythonEnvironmentBytes = 950 * megabyte;
const java25Bytes = 250 * megabyte;
const nodeBytes = 390 * megabyte;
const workingBytes = 500 * megabyte;
const lockTimeoutSeconds = 1_800;

const withCacheLock = (cache: string, work: () => Promise<void>): Promise<void> =>
  withFileLock(join(cache, "install.lock"), lockTimeoutSeconds, work);

const neededBytes = (cache: string): number => {
  const python = isComplete(environmentIn(cache, "runtime").folder) ? 0 : 2 * pythonEnvironmentBytes;
  const java = isComplete(java25Folder(cache)) ? 0 : 2 * java25Bytes;
  const node = areNodesComplete(cache) ? 0 : 2 * nodeBytes;
  // An archive and its unpacked contents exist at the same time for a moment.
  return python + java + node + 2 * missingBytes(cache) + workingBytes;
};

const isInstalled = (cache: string): boolean =>
  isComplete(environmentIn(cache, "runtime").folder) &&
  isComplete(java25Folder(cache)) &&
  areNodesComplete(cache) &&
  missingBytes(cache) === 0;

export const install = async (folders: Folders, onProgress: OnProgress): Promise<void> => {
  const { cache } = folders;
  if (isInstalled(cache)) return;
  await withCacheLock(cache, async () => {
    requireDiskSpace(cache, neededBytes(cache));
    const python = await findPython();
    await Promise.all([
      tracked("python", "Python packages with Spark", onProgress, () =>
        installEnvironment(cache, "runtime", (line) => {
          onProgress({ kind: "message", step: "python", message: line });
        }),
      ),
      tracked("java", "Java for Trino", onProgress, () =>
        installJava25(cache, (line) => {
          onProgress({ kind: "message", step: "java", message: line });
        }),
      ),
      tracked("node", "Node for Lambda's runtimes", onProgress, () =>
        installNodes(cache, (line) => {
          onProgress({ kind: "message", step: "node", message: line });
        }),
      ),
      tracked("downloads", "Trino and Spark's libraries", onProgress, () =>
        installArtifacts(cache, python, onProgress),
      ),
    ]);
  });
};

/** An environment that the sandbox itself doesn't need, and the runtime environment if it builds on that. */
export const installForTests = async (
  folders: Folders,
  name: "dev" | StandaloneName,
  onProgress: OnProgress,
): Promise<void> => {
  const { cache } = folders;
  if (name === "dev") await install(folders, onProgress);
  if (isComplete(environmentIn(cache, name).folder)) return;
  await withCacheLock(cache, () =>
    tracked("python", `Python packages of ${name}`, onProgress, () =>
      installEnvironment(cache, name, (line) => {
        onProgress({ kind: "message", step: "python", message: line });
      }),
    ),
  );
};
