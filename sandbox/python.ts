/** Python for checks and tests, and what Spark needs to run with it. */
import { join } from "node:path";
import { sandboxFolders } from "./folders.ts";
import type { OnProgress } from "./progress.ts";
import { utf8Locale } from "./processes/locale.ts";
import { installedArtifacts } from "./setup/artifacts.ts";
import { installForTests } from "./setup/install.ts";
import { environmentIn, javaHome, type StandaloneName } from "./setup/python.ts";

const ignoreProgress: OnProgress = () => undefined;

/**
 * Path of an environment's Python, which is installed if it is missing: `dev` has the sandbox's packages with Spark and
 * the tools for checks and tests, `contracts` has datacontract-cli, `dlt` the tool that the bench measures.
 */
export const pythonEnvironment = async (
  name: "dev" | StandaloneName,
  onProgress: OnProgress = ignoreProgress,
): Promise<string> => {
  const folders = sandboxFolders();
  await installForTests(folders, name, onProgress);
  return environmentIn(folders.cache, name).python;
};

/** Environment variables for a Spark session with Iceberg in the `dev` environment. */
export const sparkEnvironment = (): Record<string, string> => {
  const { cache } = sandboxFolders();
  const { firstJars, icebergJars } = installedArtifacts(cache);
  const { sitePackages } = environmentIn(cache, "runtime");
  return {
    ...utf8Locale,
    JAVA_HOME: javaHome(sitePackages),
    SPARK_HOME: join(sitePackages, "pyspark"),
    LAKEHOUSE_SPARK_JARS: icebergJars.join(","),
    LAKEHOUSE_SPARK_EXTRA_CLASSPATH: firstJars.join(":"),
  };
};
