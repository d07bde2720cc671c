/** Environments: production and its previews. Pure. */
import { filled, sharedNames } from "../shared-names.ts";

export const production = sharedNames.production;
/** Longer names would make database names longer than tools display. */
export const environmentName = /^[a-z][a-z0-9_]{0,30}$/;

/** Databases of an environment are siblings of production's, e.g. `mission_curated__preview_1`. */
export const environmentDatabase = (database: string, environment: string): string =>
  environment === production ? database : filled(sharedNames.previewDatabase, { database, environment });

/** The inverse. */
export const productionDatabase = (database: string, environment: string): string => {
  const suffix = environmentDatabase("", environment);
  return environment !== production && database.endsWith(suffix) ? database.slice(0, -suffix.length) : database;
};

/** `<database>.<relation>` of an environment. */
export const environmentRelation = (relation: string, environment: string): string => {
  const [database = "", name = ""] = relation.split(".");
  return `${environmentDatabase(database, environment)}.${name}`;
};

/** The inverse. */
export const productionRelation = (relation: string, environment: string): string => {
  const [database = "", name = ""] = relation.split(".");
  return `${productionDatabase(database, environment)}.${name}`;
};

export const sqlBundleKey = (hash: string): string => `sql/bundles/${hash}.json`;
export const environmentKey = (environment: string): string =>
  filled(sharedNames.objectKeys.environment, { environment });
export const environmentPrefix = environmentKey("").slice(0, -".json".length);
/** The environment in an object's key. */
export const environmentOf = (key: string): string => key.slice(environmentPrefix.length, -".json".length);
/** Prefix of all environments' revisions. */
export const revisionsPrefix = "sql/revisions/";
export const revisionPrefix = (environment: string): string => `${revisionsPrefix}${environment}/`;
export const revisionKey = (environment: string, revision: number): string =>
  `${revisionPrefix(environment)}${revision.toString().padStart(6, "0")}.json`;
/** Key of the latest heartbeat of an apply of an environment's revision. */
export const heartbeatKey = (environment: string): string => `sql/heartbeats/${environment}.json`;
/** Result of one build by the curate job; a night's is `curationResultKey`. */
export const buildResultKey = (environment: string, revision: number, attempt: number): string =>
  `sql/builds/${environment}/${revision.toString().padStart(6, "0")}-a${attempt}.json`;
export const curationResultKey = (run: string): string => `runs/${run}/curate.json`;
