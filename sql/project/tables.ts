/** Tables that contracts produce: what SQL can read without declaring it. Pure. */
import type { Bundle, Classification, ColumnType } from "../../model/documents/contract-bundle.ts";
import { nightFiguresColumns, nightFiguresTable } from "../../model/night-figures.ts";
import { declaredTables } from "../../model/governance/tags.ts";

/** A relation with its columns, as far as they are known before an engine is asked. */
export interface Relation {
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type?: ColumnType;
    readonly classification: Classification;
  }[];
}

const metadataTypes: Readonly<Record<string, ColumnType>> = { _page: "int", _line: "int", _extracted_at: "timestamp" };

const figureTypes = new Map(Object.entries(nightFiguresColumns).map(([column, { type }]) => [column, type] as const));

/** By `<database>.<table>`; includes columns that the jobs add. */
export const contractTables = (bundle: Bundle): ReadonlyMap<string, Relation> => {
  const types = new Map(
    bundle.datasets.flatMap(({ source, name, columns }) =>
      columns.map((column) => [`${source}.${name}.${column.name}`, column.type] as const),
    ),
  );
  const typeOf = (source: string, table: string, column: string): ColumnType => {
    const figure = table === nightFiguresTable ? figureTypes.get(column) : undefined;
    return figure ?? types.get(`${source}.${table}.${column}`) ?? metadataTypes[column] ?? "string";
  };
  const processed = declaredTables({ ...bundle, curated: [] }).filter(({ zone }) => zone === "processed");
  return new Map(
    processed.map(({ database, table, domain, columns }) => {
      const name = `${database}.${table}`;
      const typed = Object.entries(columns).map(([column, classification]) => ({
        name: column,
        type: typeOf(domain, table, column),
        classification,
      }));
      return [name, { name, columns: typed }] as const;
    }),
  );
};
