import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsEnvironment, sandboxAccount } from "../account.ts";
import { installedArtifacts } from "../setup/artifacts.ts";
import { java25Folder, javaHome } from "../setup/python.ts";
import { localUrl, type Part, type PartContext } from "./part.ts";
import { properties } from "./properties.ts";

/** Trino's recommended flags, less the incubating vector module, which Java 25 has under another version. */
const javaFlags = [
  "-server",
  "-Xmx2G",
  "-XX:InitialRAMPercentage=2",
  "-XX:+UseSerialGC",
  "-XX:+ExitOnOutOfMemoryError",
  "-XX:-OmitStackTraceInFastThrow",
  "-XX:ReservedCodeCacheSize=256M",
  "-XX:PerMethodRecompilationCutoff=10000",
  "-XX:PerBytecodeRecompilationCutoff=10000",
  "-XX:TieredStopAtLevel=4",
  "-Djdk.attach.allowAttachSelf=true",
  "-Djdk.nio.maxCachedBufferSize=2000000",
  "-Dfile.encoding=UTF-8",
  "-XX:+EnableDynamicAgentLoading",
  "--enable-native-access=ALL-UNNAMED",
];

/** Where the engine finds tables that aren't Iceberg's; queries name AwsDataCatalog, as in Athena. */
const otherFormats = "other_formats";

/** Until a role queries, there is only the account's own user. */
const firstRules = {
  catalogs: [{ user: "athena", allow: "all" }],
  schemas: [{ user: "athena", owner: true }],
  tables: [{ user: "athena", privileges: ["SELECT", "INSERT", "DELETE", "UPDATE", "OWNERSHIP", "GRANT_SELECT"] }],
};

/** Class archive of the last run, written when it ends; it speeds up the next start by seconds. */
const classArchive = (cache: string, libraries: string): string =>
  join(cache, `trino-classes-${createHash("sha256").update(libraries).digest("hex").slice(0, 16)}.jsa`);

/**
 * One plugin with two connectors: Iceberg's includes all of Hive's code but registers only itself. With one plugin,
 * shared classes are loaded once.
 */
const linkPlugin = (libraries: string, folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  const plugin = join(folder, "lake");
  const services = join(plugin, "services", "META-INF", "services");
  mkdirSync(services, { recursive: true });
  const [name = ""] = readdirSync(libraries);
  for (const file of readdirSync(join(libraries, name)).filter((one) => !one.endsWith(`${name}-services.jar`))) {
    symlinkSync(join(libraries, name, file), join(plugin, file));
  }
  const plugins = ["io.trino.plugin.iceberg.IcebergPlugin", "io.trino.plugin.hive.HivePlugin"];
  writeFileSync(join(services, "io.trino.spi.Plugin"), plugins.join("\n"));
};

/** Athena's engine, with the catalog AwsDataCatalog: Iceberg tables and views in Glue. */
export const trinoPart = ({ folders, ports }: PartContext): Part => {
  const { trinoLibraries, trinoPlugins } = installedArtifacts(folders.cache);
  const home = join(folders.root, "trino");
  // Trino resolves them against its working folder, so no absolute path has to survive lists and locales.
  const settings = "etc";
  const inHome = (...names: string[]): string => join(home, settings, ...names);
  const endpoint = localUrl(ports.emulator);
  const prepare = (): void => {
    rmSync(inHome(), { recursive: true, force: true });
    mkdirSync(inHome("catalog"), { recursive: true });
    writeFileSync(
      inHome("config.properties"),
      properties({
        "node.environment": "sandbox",
        "node.id": "sandbox",
        coordinator: true,
        "node-scheduler.include-coordinator": true,
        "http-server.http.port": ports.trino,
        "node.internal-address": "127.0.0.1",
        "node.bind-ip": "127.0.0.1",
        "discovery.uri": localUrl(ports.trino),
        "plugin.dir": "plugins",
        "catalog.config-dir": join(settings, "catalog"),
        "query.max-memory": "1GB",
        "query.max-memory-per-node": "1GB",
        "memory.heap-headroom-per-node": "400MB",
        "access-control.config-files": join(settings, "access-control.properties"),
        // In Athena, SELECT * returns the columns that the caller may read.
        "hide-inaccessible-columns": true,
        "web-ui.enabled": false,
      }),
    );
    if (!existsSync(folders.accessRulesFile)) writeFileSync(folders.accessRulesFile, JSON.stringify(firstRules));
    writeFileSync(
      inHome("access-control.properties"),
      properties({
        "access-control.name": "file",
        "security.config-file": folders.accessRulesFile,
        // the emulator waits this long after changing the rules
        "security.refresh-period": "100ms",
      }),
    );
    writeFileSync(inHome("log.properties"), properties({ "io.trino": "WARN" }));
    linkPlugin(trinoPlugins, join(home, "plugins"));
    const catalog = {
      "hive.metastore.glue.endpoint-url": endpoint,
      "hive.metastore.glue.region": sandboxAccount.region,
      "hive.metastore.glue.aws-access-key": sandboxAccount.accessKeyId,
      "hive.metastore.glue.aws-secret-key": sandboxAccount.secretAccessKey,
      "fs.native-s3.enabled": true,
      "s3.endpoint": endpoint,
      "s3.region": sandboxAccount.region,
      "s3.path-style-access": true,
      "s3.aws-access-key": sandboxAccount.accessKeyId,
      "s3.aws-secret-key": sandboxAccount.secretAccessKey,
    };
    writeFileSync(
      inHome("catalog", "awsdatacatalog.properties"),
      properties({
        ...catalog,
        "connector.name": "iceberg",
        "iceberg.catalog.type": "glue",
        "iceberg.file-format": "PARQUET",
        "iceberg.unique-table-location": false,
        "iceberg.expire-snapshots.min-retention": "0s",
        "iceberg.remove-orphan-files.min-retention": "0s",
        // Athena's one catalog has tables of all formats
        "iceberg.hive-catalog-name": otherFormats,
      }),
    );
    writeFileSync(
      inHome("catalog", `${otherFormats}.properties`),
      properties({ ...catalog, "connector.name": "hive", "hive.metastore": "glue", "hive.security": "allow-all" }),
    );
  };
  return {
    name: "trino",
    title: "Athena's engine",
    port: ports.trino,
    command: join(javaHome(java25Folder(folders.cache)), "bin", "java"),
    arguments: [
      ...javaFlags,
      "-XX:+AutoCreateSharedArchive",
      `-XX:SharedArchiveFile=${classArchive(folders.cache, trinoLibraries)}`,
      "-Xlog:cds=off",
      `-Dconfig=${join(settings, "config.properties")}`,
      `-Dlog.levels-file=${join(settings, "log.properties")}`,
      "-cp",
      join(trinoLibraries, "*"),
      "io.trino.server.TrinoServer",
    ],
    environment: awsEnvironment(endpoint),
    workingFolder: home,
    readyUrl: `${localUrl(ports.trino)}/v1/info`,
    isReady: async (answer) => answer.ok && !((await answer.json()) as { starting: boolean }).starting,
    readyTimeoutSeconds: 180,
    stopGraceSeconds: 30,
    prepare,
  };
};
