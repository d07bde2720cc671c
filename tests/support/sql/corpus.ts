/**
 * Statements that an engine accepts: from every family of its functions and every clause that it documents. One per
 * line in `corpus/<dialect>.sql`; a heading says whether lines are queries or values of one table.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSelect } from "../../../sql/project/read-select.ts";
import type { SourceFile } from "../../../sql/project/source-text.ts";
import { sourceFiles } from "../../../sql/project/read-project.ts";
import type { Dialect } from "../../../sql/project/types.ts";

export interface CorpusStatement {
  /** As written in the corpus. */
  readonly text: string;
  readonly line: number;
  readonly sql: string;
  /** Why the sandbox's engine can't analyze it; absent if it can. */
  readonly unanalysed?: string;
}

const tables: Readonly<Record<Dialect, string>> = {
  spark: "flights_processed.flights",
  trino: "flights_processed.flights",
  redshift: "flights.fct_flights",
};

/** A generator names its columns itself. */
const namesColumns = /\) AS \([a-z, ]+\)$/;

export const corpusOf = (dialect: Dialect): readonly CorpusStatement[] => {
  const lines = readFileSync(join(import.meta.dirname, "corpus", `${dialect}.sql`), "utf8").split("\n");
  let areValues = false;
  let unanalysed: string | undefined;
  return lines.flatMap((text, index) => {
    const heading = /^-- (values|queries): [^!]+(?:! (.+))?$/.exec(text);
    if (heading !== null) [areValues, unanalysed] = [heading[1] === "values", heading[2]];
    if (text === "" || text.startsWith("--")) return [];
    const value = namesColumns.test(text) ? text : `${text} AS x`;
    const sql = areValues ? `SELECT ${value} FROM ${tables[dialect]} AS t` : text;
    return [{ text, line: index + 1, sql, ...(unanalysed !== undefined && { unanalysed }) }];
  });
};

const headers: Readonly<Record<Dialect, (name: string, columns: readonly string[]) => readonly string[]>> = {
  spark: (name, columns) => [
    `name: flights_curated.${name}`,
    `grain: [${columns[0] ?? "none"}]`,
    "mode: full",
    "columns:",
    ...columns.map((column) => `  ${column}: { type: string, description: d }`),
  ],
  trino: (name) => [`name: flights_curated.${name}`],
  redshift: (name) => [`name: reporting.${name}`],
};

const folders: Readonly<Record<Dialect, string>> = { spark: "curated", trino: "views", redshift: "redshift" };

/** The columns that a model's header must list. */
const columnsOf = (sql: string): readonly string[] => {
  const read = readSelect(sql, 0, "spark", () => undefined);
  return (read?.query.outputs ?? []).flatMap(({ name }) => name ?? []);
};

/** The file of a statement. */
export const corpusFile = ({ line, sql }: CorpusStatement, dialect: Dialect): SourceFile => {
  const columns = dialect === "spark" ? columnsOf(sql) : [];
  const name = `corpus_${line}`;
  const header = [...headers[dialect](name, columns), "description: d", "owner: o"].map((text) => `-- ${text}`);
  const body = dialect === "redshift" ? `CREATE VIEW reporting.${name} AS ${sql} WITH NO SCHEMA BINDING;` : sql;
  return { file: `sql/${folders[dialect]}/${name}.sql`, text: `${header.join("\n")}\n\n${body}\n` };
};

/** The repository's files that Redshift statements read. */
export const corpusSources: readonly SourceFile[] = sourceFiles().filter(({ file }) =>
  /\/(flights-fct-flights|flights-daily-airline-performance|flights|reporting|analyst|bi)\.sql$/.test(file),
);
