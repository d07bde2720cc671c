/** Lake Formation tags: what each database, table and column of the lake is, as the contracts say. Pure. */
import { classifications, type Classification, type Dataset } from "../dataset.ts";
import { databaseName, quarantineTableName, zones, type Zone } from "../names.ts";

/**
 * Values that `sensitivity` may have. `undeclared` is nobody's to read: it is what the databases of the raw and processed
 * zones hand down, so that a table or column that no contract declares is closed until one does.
 */
export const sensitivities = [...classifications, "undeclared"] as const;

export const tagKeys = ["zone", "domain", "sensitivity"] as const;
export type TagKey = (typeof tagKeys)[number];

/** Tags of one resource. A table has its database's tags and a column its table's, unless it has its own. */
export type Tags = Readonly<Partial<Record<TagKey, string>>>;

/** Every key with every value that it may have; Lake Formation refuses others. */
export const tagValues = (sources: readonly string[]): Readonly<Record<TagKey, readonly string[]>> => ({
  zone: zones,
  domain: sources,
  sensitivity: sensitivities,
});

/**
 * Views of the curated zone are read with the reader's own permissions on every table and column below, so what hangs on
 * the view itself says only that it may be found: https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
 */
export const databaseTags = (source: string, zone: Zone): Tags => ({
  zone,
  domain: source,
  sensitivity: zone === "curated" ? "internal" : "undeclared",
});

/** Columns that the job adds to every row. The hash is of the source's own text, personal values included. */
const metadataColumns: Readonly<Record<string, Classification>> = {
  _run_id: "internal",
  _page: "internal",
  _extracted_at: "internal",
  _row_hash: "confidential",
};

/** A rejected row's text is kept as it came, less the values that are personal; its message may quote what was found. */
const quarantineColumns: Readonly<Record<string, Classification>> = {
  ...metadataColumns,
  _line: "internal",
  _window: "internal",
  reason: "internal",
  column_name: "internal",
  message: "personal",
  record: "personal",
};

export interface TaggedTable {
  readonly database: string;
  readonly table: string;
  readonly zone: Zone;
  readonly domain: string;
  /** Sensitivity of every declared column. In `raw` they are in plain, elsewhere `personal` ones are masked. */
  readonly columns: Readonly<Record<string, Classification>>;
}

const table = (dataset: Dataset, zone: Zone, name: string, columns: TaggedTable["columns"]): TaggedTable => ({
  database: databaseName(dataset.source, zone),
  table: name,
  zone,
  domain: dataset.source,
  columns,
});

/** Tables that a dataset leads to, with what each column is. */
export const tablesOf = (dataset: Dataset): readonly TaggedTable[] => {
  const declared = dataset.columns.map(({ name, classification }) => [name, classification] as const);
  // the crawler spells columns in lower case, as the catalog does
  const inRaw = dataset.columns.map((column) => [column.sourceName.toLowerCase(), column.classification] as const);
  return [
    table(dataset, "raw", dataset.name, { ...Object.fromEntries(inRaw), run: "internal" }),
    table(dataset, "processed", dataset.name, { ...Object.fromEntries(declared), ...metadataColumns }),
    table(dataset, "processed", quarantineTableName(dataset.name), quarantineColumns),
  ];
};
