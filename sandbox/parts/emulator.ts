import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { awsEnvironment, sandboxAccount } from "../account.ts";
import { repositoryRoot } from "../folders.ts";
import { installedArtifacts } from "../setup/artifacts.ts";
import { nodeOfRuntimes } from "../setup/node.ts";
import { javaHome, environmentIn } from "../setup/python.ts";
import { localUrl, type Part, type PartContext } from "./part.ts";

const mebibyte = 1024 * 1024;

/** A G.1X worker has 16 GB; on a laptop, Spark gets a quarter of the memory, but at least what a night needs. */
const sparkMemoryMebibytes = (): number => Math.min(6_144, Math.max(3_072, Math.floor(totalmem() / mebibyte / 4)));

/** AWS's APIs on one port: ministack with our additions. */
export const emulatorPart = ({ folders, ports }: PartContext): Part => {
  const { python, sitePackages } = environmentIn(folders.cache, "runtime");
  const { firstJars, sparkJars, icebergJars } = installedArtifacts(folders.cache);
  const settingsFile = join(folders.root, "emulator.json");
  const endpoint = localUrl(ports.emulator);
  const settings = {
    port: ports.emulator,
    trinoUrl: localUrl(ports.trino),
    glueRunsFolder: folders.glueRuns,
    stateFolder: join(folders.data, "state"),
    mailboxFolder: join(folders.data, "mailbox"),
    sparkHome: join(sitePackages, "pyspark"),
    javaHome: javaHome(sitePackages),
    firstJars,
    sparkJars,
    icebergJars,
    sparkMemoryMebibytes: sparkMemoryMebibytes(),
    classArchiveFolder: folders.cache,
    accessRulesFile: folders.accessRulesFile,
    nodeOfRuntimes: nodeOfRuntimes(folders.cache),
  };
  return {
    name: "emulator",
    title: "AWS's APIs",
    port: ports.emulator,
    command: python,
    arguments: ["-m", "emulator", settingsFile],
    environment: {
      ...awsEnvironment(endpoint),
      PYTHONPATH: join(repositoryRoot, "sandbox"),
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONUNBUFFERED: "1",
      GATEWAY_PORT: ports.emulator.toString(),
      BIND_HOST: "127.0.0.1",
      MINISTACK_HOST: "127.0.0.1",
      MINISTACK_REGION: sandboxAccount.region,
      MINISTACK_ACCOUNT_ID: sandboxAccount.accountId,
      PERSIST_STATE: "1",
      STATE_DIR: settings.stateFolder,
      S3_PERSIST: "1",
      S3_DATA_DIR: join(folders.data, "s3"),
      LAMBDA_EXECUTOR: "local",
      SFTP_ENABLED: "0",
      IOT_MTLS_ENABLED: "0",
      // The sandbox must behave the same with and without Docker.
      DOCKER_HOST: `unix://${join(folders.root, "no-docker.sock")}`,
      // ministack unpacks functions there, and doesn't clean up when it is killed.
      TMPDIR: folders.temporary,
      LOG_LEVEL: "INFO",
    },
    workingFolder: folders.root,
    readyUrl: `${endpoint}/_ministack/health`,
    isReady: (answer) => Promise.resolve(answer.ok),
    readyTimeoutSeconds: 60,
    stopGraceSeconds: 30,
    prepare: () => {
      rmSync(folders.temporary, { recursive: true, force: true });
      const needed = [folders.data, folders.glueRuns, settings.stateFolder, folders.temporary];
      for (const folder of needed) mkdirSync(folder, { recursive: true });
      writeFileSync(settingsFile, JSON.stringify(settings, null, 2));
      // ministack starts functions with a CommonJS file there, but the repository's package.json declares ES modules.
      writeFileSync(join(folders.temporary, "package.json"), JSON.stringify({ type: "commonjs" }));
    },
  };
};
