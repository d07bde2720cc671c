/** The lake's contents, table by table, for comparing two lakes: counts and sums of hashes, queried through Athena. */
import type { Lake } from "../../cli/aws/lake.ts";
import { tablesOfDatabase } from "../../aws/glue/catalog.ts";

export interface TableFingerprint {
  readonly rows: number;
  /** Sum of the rows' hashes, without the columns that identify the run that loaded a row; independent of order. */
  readonly checksum: string;
}

/** By `database.table`. */
export type Fingerprint = Readonly<Record<string, TableFingerprint>>;

/** They identify the attempt that loaded a row, and its time. */
const columnsOfAttempts: readonly string[] = ["_run_id", "_extracted_at"];

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const select = (database: string, table: string, columns: readonly string[]): string =>
  `SELECT '${database}.${table}', count(*), to_hex(checksum(ROW(${columns.map(quoted).join(", ")}))) FROM ${quoted(database)}.${quoted(table)}`;

/** Of every table and view of the databases. */
export const fingerprint = async (
  lake: Lake,
  databases: readonly string[],
  signal: AbortSignal,
): Promise<Fingerprint> => {
  const found = await Promise.all(databases.map(async (database) => (await tablesOfDatabase(database)) ?? []));
  const selects = found.flat().map(({ database, name, columns }) =>
    select(
      database,
      name,
      columns.map((column) => column.name).filter((column) => !columnsOfAttempts.includes(column)),
    ),
  );
  const { rows } = await lake.athena.query(selects.join("\nUNION ALL\n"), { signal });
  return Object.fromEntries(
    rows.map(([table, count, checksum]) => [table ?? "", { rows: Number(count), checksum: checksum ?? "" }]),
  );
};

/** The differences, one line per table. Pure. */
export const differences = (expected: Fingerprint, found: Fingerprint): readonly string[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort().flatMap((table) => {
    const [wanted, got] = [expected[table], found[table]];
    if (wanted === undefined) return [`${table}: expected no such table, got ${String(got?.rows)} rows`];
    if (got === undefined) return [`${table}: expected ${wanted.rows} rows, got no table`];
    if (wanted.rows !== got.rows) return [`${table}: expected ${wanted.rows} rows, got ${got.rows}`];
    return wanted.checksum === got.checksum ? [] : [`${table}: ${got.rows} rows, but other values`];
  });
