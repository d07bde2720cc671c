/** Databases of previews: created in addition to production's, closed like them, and removed when they are empty. */
import type { Database } from "@aws-sdk/client-glue";
import type { GovernedDatabase } from "../../model/governance/index.ts";
import { databaseTags } from "../../model/governance/tags.ts";
import { databaseName } from "../../model/names.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { environmentDatabase, environmentKey } from "../../model/sql/environment.ts";
import type { Documents } from "../../aws/s3/documents.ts";
import { listed } from "../../model/wording.ts";
import type { Catalog } from "../../aws/glue/databases.ts";
import type { EnvironmentRequest } from "./request.ts";
import { governDatabases, type CatalogPorts } from "./govern-catalog.ts";

export interface EnvironmentResult {
  /** Databases that did not exist before. */
  readonly created: readonly string[];
}

export interface RemovalResult {
  readonly removed: readonly string[];
}

export interface EnvironmentPorts extends CatalogPorts {
  readonly store: Pick<Documents, "remove">;
  /** Bucket of the curated zone. */
  readonly curatedBucket: string;
}

/** Marks the databases of an environment: others' databases are never treated as previews, whatever their names. */
const mark = "lakehouse.environment";

const isOurs = ({ Parameters: parameters }: Database, environment: string): boolean =>
  parameters?.[mark] === environment;

interface Preview {
  readonly source: string;
  readonly name: string;
  readonly found: Database | undefined;
}

const previewsOf = async (
  environment: string,
  sources: readonly string[],
  catalog: Catalog,
): Promise<readonly Preview[]> =>
  Promise.all(
    sources.map(async (source) => {
      const name = environmentDatabase(databaseName(source, "curated"), environment);
      return { source, name, found: await catalog.database(name) };
    }),
  );

const refuseForeign = (environment: string, previews: readonly Preview[]): void => {
  const foreign = previews.filter(({ found }) => found !== undefined && !isOurs(found, environment));
  const problems = foreign.map(({ name }): Problem => ({
    code: "ENVIRONMENT_DATABASE_FOREIGN",
    place: `database ${name}`,
    message: `it has no parameter ${mark}=${environment}, so it was not created for the environment`,
    fix: "choose another name for the environment",
  }));
  if (problems.length > 0) throw new ProblemsError(`environment ${environment}`, problems);
};

/** Creates the environment's missing databases; existing ones are only closed again. */
export const createEnvironment = async (
  { environment, sources }: EnvironmentRequest,
  ports: EnvironmentPorts,
): Promise<EnvironmentResult> => {
  const previews = await previewsOf(environment, sources, ports.catalog);
  refuseForeign(environment, previews);
  const missing = previews.filter(({ found }) => found === undefined);
  for (const { source, name } of missing) {
    await ports.catalog.create({
      Name: name,
      Description: `Environment ${environment} of ${databaseName(source, "curated")}`,
      LocationUri: `s3://${ports.curatedBucket}/${name}/`,
      Parameters: { [mark]: environment },
      CreateTableDefaultPermissions: [],
    });
  }
  const governed = previews.map(({ source, name }): GovernedDatabase => ({
    name,
    tags: databaseTags(source, "curated"),
    isPreview: true,
  }));
  await governDatabases(governed, ports);
  return { created: missing.map(({ name }) => name) };
};

const refuseTables = async (environment: string, names: readonly string[], catalog: Catalog): Promise<void> => {
  const left = await Promise.all(names.map(async (name) => ({ name, tables: await catalog.tables(name) })));
  const problems = left
    .filter(({ tables }) => tables.length > 0)
    .map(({ name, tables }): Problem => ({
      code: "ENVIRONMENT_NOT_EMPTY",
      place: `database ${name}`,
      message: `it still contains ${listed(tables.map((table) => table.name))}`,
      fix: "drop them with sql apply --schema <environment> --remove, which also removes their files",
    }));
  if (problems.length > 0) throw new ProblemsError(`environment ${environment}`, problems);
};

/**
 * Removes the environment's databases, then the record of the environment. Removes nothing while a table is left,
 * because its files would remain forever.
 */
export const removeEnvironment = async (
  { environment, sources }: EnvironmentRequest,
  { catalog, store }: Pick<EnvironmentPorts, "catalog" | "store">,
): Promise<RemovalResult> => {
  const previews = await previewsOf(environment, sources, catalog);
  refuseForeign(environment, previews);
  const names = previews.filter(({ found }) => found !== undefined).map(({ name }) => name);
  await refuseTables(environment, names, catalog);
  for (const name of names) await catalog.remove(name);
  await store.remove(environmentKey(environment));
  return { removed: names };
};
