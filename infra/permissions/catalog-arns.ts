/** ARNs of Glue's catalog, for policies: pure. A call about a table needs them of table, database and catalog. */
import type { Source } from "../../model/documents/contract-bundle.ts";
import { databaseName } from "../../model/names.ts";
import { environmentDatabase } from "../../model/sql/environment.ts";
import { arn, type Place } from "../place.ts";

/** A database with all of its tables and views. */
export const inCatalog = (place: Place, database: string): string[] => [
  arn(place, "glue", `database/${database}`),
  arn(place, "glue", `table/${database}/*`),
];

/** One table with its database. */
export const tableInCatalog = (place: Place, database: string, table: string): string[] => [
  arn(place, "glue", `database/${database}`),
  arn(place, "glue", `table/${database}/${table}`),
];

/** Databases whose tables are maintained; those of previews go with their environment. */
export const maintainedDatabases = (sources: readonly Source[]): readonly string[] =>
  sources.flatMap(({ name }) => [databaseName(name, "processed"), databaseName(name, "curated")]);

/** The databases of all previews beside the curated one of a source; `*` also stands for the tables in them. */
export const previewsInCatalog = (place: Place, source: string): string[] => {
  const databases = environmentDatabase(databaseName(source, "curated"), "*");
  return [arn(place, "glue", `database/${databases}`), arn(place, "glue", `table/${databases}`)];
};

/** What partitions of the raw zone's tables are read and written by. */
export const rawCatalogArns = (place: Place, sources: readonly Source[]): string[] => [
  arn(place, "glue", "catalog"),
  ...sources.flatMap(({ name }) => inCatalog(place, databaseName(name, "raw"))),
];
