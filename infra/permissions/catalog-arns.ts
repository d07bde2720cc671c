/**
 * ARNs of Glue's catalog, for policies. Pure. A call on a table needs those of the table, the database, and the
 * catalog.
 */
import type { Source } from "../../model/documents/contract-bundle.ts";
import { databaseName } from "../../model/names.ts";
import { environmentDatabase } from "../../model/sql/environment.ts";
import { arn, type Place } from "../place.ts";

/** A database with all its tables and views. */
export const inCatalog = (place: Place, database: string): string[] => [
  arn(place, "glue", `database/${database}`),
  arn(place, "glue", `table/${database}/*`),
];

/** One table with its database. */
export const tableInCatalog = (place: Place, database: string, table: string): string[] => [
  arn(place, "glue", `database/${database}`),
  arn(place, "glue", `table/${database}/${table}`),
];

/** Databases whose tables are maintained; preview databases are deleted with their environment. */
export const maintainedDatabases = (sources: readonly Source[]): readonly string[] =>
  sources.flatMap(({ name }) => [databaseName(name, "processed"), databaseName(name, "curated")]);

/** All preview databases of a source's curated database; `*` also matches the tables in them. */
export const previewsInCatalog = (place: Place, source: string): string[] => {
  const databases = environmentDatabase(databaseName(source, "curated"), "*");
  return [arn(place, "glue", `database/${databases}`), arn(place, "glue", `table/${databases}`)];
};

/** ARNs for reading and writing partitions of the raw zone's tables. */
export const rawCatalogArns = (place: Place, sources: readonly Source[]): string[] => [
  arn(place, "glue", "catalog"),
  ...sources.flatMap(({ name }) => inCatalog(place, databaseName(name, "raw"))),
];
