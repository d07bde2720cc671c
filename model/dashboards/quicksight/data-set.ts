/** A query as a data set: the columns that visuals, filters, and options use, each cast to its declared type. Pure. */
import type { Query } from "../definition.ts";
import { fromClause, identifier } from "../sql.ts";
import type { DataSetType } from "./column-types.ts";

export interface DataSetColumn {
  readonly name: string;
  readonly type: DataSetType;
}

export interface CompiledDataSet {
  /** The query's name, by which definitions refer to the data set. */
  readonly query: string;
  readonly sql: string;
  readonly columns: readonly DataSetColumn[];
  /** Columns that are places on a map. */
  readonly geography: Readonly<Record<string, "LATITUDE" | "LONGITUDE">>;
  /** Columns with confidential or personal values. */
  readonly closed: readonly string[];
}

const sqlTypes: Readonly<Record<DataSetType, string>> = {
  STRING: "varchar",
  INTEGER: "bigint",
  DECIMAL: "double",
  DATETIME: "timestamp",
};

const cast = (column: string, type: DataSetType): string => `CAST(q.${identifier(column)} AS ${sqlTypes[type]})`;

/** Collects the columns that one query's visuals, filters, and options use. */
export class DataSetColumns {
  readonly query: Query;
  readonly #types: ReadonlyMap<string, DataSetType>;
  /** Names of all columns that the query returns, which no added column may use. */
  readonly #names: ReadonlySet<string>;
  readonly #items = new Map<string, { readonly type: DataSetType; readonly sql: string; readonly of?: string }>();
  readonly #geography = new Map<string, "LATITUDE" | "LONGITUDE">();

  constructor(query: Query, types: ReadonlyMap<string, DataSetType>, names: Iterable<string>) {
    this.query = query;
    this.#types = types;
    this.#names = new Set(names);
  }

  #add(name: string, type: DataSetType, sql: string, of?: string): DataSetColumn {
    this.#items.set(name, { type, sql, ...(of !== undefined && { of }) });
    return { name, type };
  }

  /** Returns a name that no column has. */
  freeName(wanted: string): string {
    return this.#names.has(wanted) ? this.freeName(`${wanted}_`) : wanted;
  }

  typeOf(column: string): DataSetType {
    return this.#types.get(column) ?? "STRING";
  }

  plain(column: string): DataSetColumn {
    const type = this.typeOf(column);
    return this.#add(column, type, cast(column, type), column);
  }

  /** For comparison with a choice: text, and never null, which QuickSight's filters treat differently. */
  choice(column: string): DataSetColumn {
    return this.#add(this.freeName(`${column}_choice`), "STRING", `coalesce(${cast(column, "STRING")}, '')`, column);
  }

  /** For a list of options: text, whatever the column's type. */
  text(column: string): DataSetColumn {
    if (this.typeOf(column) === "STRING") return this.plain(column);
    return this.#add(this.freeName(`${column}_text`), "STRING", cast(column, "STRING"), column);
  }

  /** Weeks start on Mondays, as in Athena; QuickSight's own start on Sundays. */
  week(column: string): DataSetColumn {
    const sql = `CAST(date_trunc('week', q.${identifier(column)}) AS timestamp)`;
    return this.#add(this.freeName(`${column}_week`), "DATETIME", sql, column);
  }

  bin(column: string, step: number): DataSetColumn {
    const width = step.toString();
    const name = this.freeName(`${column}_by_${width.replaceAll(/\W/g, "_")}`);
    return this.#add(name, "DECIMAL", `floor(${cast(column, "DECIMAL")} / ${width}) * ${width}`, column);
  }

  /** Sort key for values that are shown as text and may be numbers. */
  order(column: string): DataSetColumn {
    const sql = `TRY_CAST(${cast(column, "STRING")} AS double)`;
    return this.#add(this.freeName(`${column}_order`), "DECIMAL", sql, column);
  }

  /** 1 for each row: the sum is the number of rows. */
  rows(): DataSetColumn {
    return this.#add(this.freeName("row_count"), "INTEGER", "BIGINT '1'");
  }

  place(column: string, role: "LATITUDE" | "LONGITUDE"): DataSetColumn {
    this.#geography.set(column, role);
    return this.plain(column);
  }

  /**
   * Sorted by name, so that the file's order doesn't matter.
   *
   * @param closed whether a column of the query is confidential or personal
   */
  build(closed: (column: string) => boolean): CompiledDataSet {
    const items = [...this.#items].sort(([one], [other]) => (one < other ? -1 : 1));
    const sql = items.map(([name, item]) => `  ${item.sql} AS ${identifier(name)}`).join(",\n");
    return {
      query: this.query.name,
      sql: `SELECT\n${sql}\n${fromClause(this.query)}`,
      columns: items.map(([name, { type }]) => ({ name, type })),
      geography: Object.fromEntries([...this.#geography].sort()),
      closed: items.flatMap(([name, { of }]) => (of !== undefined && closed(of) ? [name] : [])),
    };
  }
}
