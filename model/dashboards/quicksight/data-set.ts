/** A query as a data set: the columns that visuals, filters and choices use, each cast to its declared type. Pure. */
import type { Query } from "../definition.ts";
import { fromClause, identifier } from "../sql.ts";
import type { DataSetType } from "./column-types.ts";

export interface DataSetColumn {
  readonly name: string;
  readonly type: DataSetType;
}

export interface CompiledDataSet {
  /** The query's name, by which definitions name the data set. */
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

/** Collects the columns that one query's visuals, filters and choices ask for. */
export class DataSetColumns {
  readonly query: Query;
  readonly #types: ReadonlyMap<string, DataSetType>;
  /** Of all columns that the query answers, which no further column may have. */
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

  /** A name that isn't a column's. */
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

  /** For a choice to compare with: text, and never null, which QuickSight's filters treat by a rule of their own. */
  choice(column: string): DataSetColumn {
    return this.#add(this.freeName(`${column}_choice`), "STRING", `coalesce(${cast(column, "STRING")}, '')`, column);
  }

  /** To choose from: text, whatever the column is. */
  text(column: string): DataSetColumn {
    if (this.typeOf(column) === "STRING") return this.plain(column);
    return this.#add(this.freeName(`${column}_text`), "STRING", cast(column, "STRING"), column);
  }

  /** Weeks begin on Mondays, as Athena's do; QuickSight's own begin on Sundays. */
  week(column: string): DataSetColumn {
    const sql = `CAST(date_trunc('week', q.${identifier(column)}) AS timestamp)`;
    return this.#add(this.freeName(`${column}_week`), "DATETIME", sql, column);
  }

  bin(column: string, step: number): DataSetColumn {
    const width = step.toString();
    const name = this.freeName(`${column}_by_${width.replaceAll(/\W/g, "_")}`);
    return this.#add(name, "DECIMAL", `floor(${cast(column, "DECIMAL")} / ${width}) * ${width}`, column);
  }

  /** What puts values in order that are shown as text and may be numbers. */
  order(column: string): DataSetColumn {
    const sql = `TRY_CAST(${cast(column, "STRING")} AS double)`;
    return this.#add(this.freeName(`${column}_order`), "DECIMAL", sql, column);
  }

  /** One for each row: their sum is the number of rows. */
  rows(): DataSetColumn {
    return this.#add(this.freeName("row_count"), "INTEGER", "BIGINT '1'");
  }

  place(column: string, role: "LATITUDE" | "LONGITUDE"): DataSetColumn {
    this.#geography.set(column, role);
    return this.plain(column);
  }

  /**
   * In the order of their names, so that a file's own order changes nothing.
   *
   * @param closed tells confidential and personal columns of the query
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
