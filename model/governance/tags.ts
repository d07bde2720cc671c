/**
 * Lake Formation tags: what each database, table, and column of the lake is, according to contracts and applied SQL.
 * Pure.
 */
import {
  classifications,
  type Bundle,
  type Classification,
  type Dataset,
  type Source,
} from "../documents/contract-bundle.ts";
import { databaseName, quarantineTableName, zones, type Zone } from "../names.ts";
import { nightFiguresColumns, nightFiguresTable } from "../night-figures.ts";
import { environmentDatabase } from "../sql/environment.ts";
import { pathOf } from "../field-path.ts";
import { sensitivityOfView, stricter, type CuratedRelation } from "./curated.ts";
import { sharedNames } from "../shared-names.ts";

/**
 * Values of `sensitivity`. Nobody may read `undeclared`, which every database passes on: a table or column that neither
 * a contract nor applied SQL declares is closed until one does.
 */
export const sensitivities = [...classifications, "undeclared"] as const;

export const tagKeys = ["zone", "domain", "sensitivity"] as const;
export type TagKey = (typeof tagKeys)[number];

/** Tags of one resource. A table inherits its database's tags, and a column its table's, unless it has its own. */
export type Tags = Readonly<Partial<Record<TagKey, string>>>;

/** Every key with all its allowed values; Lake Formation rejects others. */
export const tagValues = (sources: readonly string[]): Readonly<Record<TagKey, readonly string[]>> => ({
  zone: zones,
  domain: sources,
  sensitivity: sensitivities,
});

/** Also for previews' databases, which have the zone and source of the databases that they shadow. */
export const databaseTags = (source: string, zone: Zone): Tags => ({
  zone,
  domain: source,
  sensitivity: "undeclared",
});

const { metadataColumns: names, quarantineColumns: quarantine } = sharedNames;

/**
 * Columns that the job adds to every row. The hash covers the source's own text and is keyed if that contains personal
 * values; with an unkeyed one, a reader could confirm a guess at a confidential value.
 */
const metadataColumns: Readonly<Record<string, Classification>> = {
  [names.runId]: "internal",
  [names.page]: "internal",
  [names.extractedAt]: "internal",
  [names.rowHash]: "confidential",
};

/**
 * A rejected row's text is stored without its values above internal, and its message shows only a value's form. Both
 * are closed anyway: what violated a contract may be anything, in any field.
 */
const quarantineColumns: Readonly<Record<string, Classification>> = {
  ...metadataColumns,
  [quarantine.line]: "internal",
  [quarantine.window]: "internal",
  [quarantine.reason]: "internal",
  [quarantine.column]: "internal",
  [quarantine.message]: "personal",
  [quarantine.record]: "personal",
};

export interface TaggedTable {
  readonly database: string;
  readonly table: string;
  readonly zone: Zone;
  readonly domain: string;
  /** Sensitivity of every declared column. In `raw` values are in plain text; elsewhere `personal` ones are masked. */
  readonly columns: Readonly<Record<string, Classification>>;
  /**
   * For a view, which as a whole carries its strictest column's sensitivity: Lake Formation has no permissions on a
   * view's columns. https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
   */
  readonly sensitivity?: Classification;
}

const table = (dataset: Dataset, zone: Zone, name: string, columns: TaggedTable["columns"]): TaggedTable => ({
  database: databaseName(dataset.source, zone),
  table: name,
  zone,
  domain: dataset.source,
  columns,
});

/**
 * Classifications of raw columns, which the crawler spells in lower case, as does the catalog. An object is one column:
 * it has the strictest classification of the fields that are read from it.
 */
const inRaw = ({ columns }: Dataset): TaggedTable["columns"] => {
  const found: Record<string, Classification> = {};
  for (const column of columns) {
    const name = (pathOf(column)[0] ?? "").toLowerCase();
    found[name] = stricter(found[name], column.classification);
  }
  return found;
};

/** Tables that a dataset results in, with each column's classification. */
const tablesOf = (dataset: Dataset): readonly TaggedTable[] => {
  const declared = dataset.columns.map(({ name, classification }) => [name, classification] as const);
  return [
    table(dataset, "raw", dataset.name, { ...inRaw(dataset), run: "internal" }),
    table(dataset, "processed", dataset.name, { ...Object.fromEntries(declared), ...metadataColumns }),
    table(dataset, "processed", quarantineTableName(dataset.name), quarantineColumns),
  ];
};

/** Outcomes of a source's datasets in its nights; written by the nights' reports. */
const nightFigures = ({ name }: Pick<Source, "name">): TaggedTable => ({
  ...{ database: databaseName(name, "processed"), table: nightFiguresTable, zone: "processed", domain: name },
  columns: Object.fromEntries(
    Object.entries(nightFiguresColumns).map(([column, { classification }]) => [column, classification]),
  ),
});

/**
 * All declarations of what a column is: contracts, and the SQL of the curated zone by its names in its environments.
 */
export interface Declarations extends Pick<Bundle, "sources" | "datasets"> {
  readonly curated: readonly CuratedRelation[];
}

/**
 * Source of a curated database, of production or of a preview.
 *
 * @returns `undefined` for any other database, where compiled SQL has no say
 */
const sourceOfCurated = (database: string, sources: readonly string[]): string | undefined =>
  sources.find((source) => {
    const own = databaseName(source, "curated");
    return database === own || database.startsWith(environmentDatabase(own, ""));
  });

/** Reading a view needs the reader's own permissions on what it reads, besides those on the view itself. */
const curatedTable = (curated: CuratedRelation, sources: readonly string[]): readonly TaggedTable[] => {
  const [database = "", relation = ""] = curated.name.split(".");
  const domain = sourceOfCurated(database, sources);
  if (domain === undefined) return [];
  const columns = Object.fromEntries(curated.columns.map(({ name, classification }) => [name, classification]));
  const sensitivity = curated.isView ? sensitivityOfView(curated) : undefined;
  return [{ database, table: relation, zone: "curated", domain, columns, ...(sensitivity && { sensitivity }) }];
};

/** Every declared table and view, with each column's classification. */
export const declaredTables = ({ sources, datasets, curated }: Declarations): readonly TaggedTable[] => {
  const names = sources.map(({ name }) => name);
  return [
    ...datasets.flatMap(tablesOf),
    ...sources.map(nightFigures),
    ...curated.flatMap((relation) => curatedTable(relation, names)),
  ];
};
