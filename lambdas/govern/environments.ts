/** Databases of previews: made beside production's, closed like them, and removed when they are empty. */
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
  /** Databases that were not there before. */
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

/** Says whose a database is: what others have made is never taken for a preview, whatever its name. */
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
    message: `it has no parameter ${mark}=${environment}, so it was not made for the environment`,
    fix: "choose another name for the environment",
  }));
  if (problems.length > 0) throw new ProblemsError(`environment ${environment}`, problems);
};

/** Makes what is missing of the environment's databases; what is there already is only closed again. */
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
      Description: `Environment ${environment} beside ${databaseName(source, "curated")}`,
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
      message: `it still holds ${listed(tables.map((table) => table.name))}`,
      fix: "drop them by sql apply --schema <environment> --remove, which also removes their files",
    }));
  if (problems.length > 0) throw new ProblemsError(`environment ${environment}`, problems);
};

/**
 * Removes the environment's databases, then what says that it is there. Nothing is removed while a table is left: its
 * files would stay behind for ever.
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
