/** Tables that contracts lead to: what SQL can read without declaring it. Pure. */
import type { Bundle, Classification, ColumnType } from "../../model/dataset.ts";
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

/** By `<database>.<table>`; columns that the jobs add are among them. */
export const contractTables = (bundle: Bundle): ReadonlyMap<string, Relation> => {
  const types = new Map(
    bundle.datasets.flatMap(({ source, name, columns }) =>
      columns.map((column) => [`${source}.${name}.${column.name}`, column.type] as const),
    ),
  );
  const processed = declaredTables({ ...bundle, curated: [] }).filter(({ zone }) => zone === "processed");
  return new Map(
    processed.map(({ database, table, domain, columns }) => {
      const name = `${database}.${table}`;
      const typed = Object.entries(columns).map(([column, classification]) => ({
        name: column,
        type: types.get(`${domain}.${table}.${column}`) ?? metadataTypes[column] ?? ("string" as const),
        classification,
      }));
      return [name, { name, columns: typed }] as const;
    }),
  );
};
