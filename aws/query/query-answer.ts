/** What engines answer to a query: rows as they come, or all of them. */

export interface ResultColumn {
  readonly name: string;
  /** The engine's name of the type, e.g. `varchar`, `decimal`. */
  readonly type: string;
  /** Digits of a decimal and those behind its point; of other types whatever the engine says. */
  readonly precision: number;
  readonly scale: number;
}

/** Values as the engine writes them; null for NULL. */
export type ResultRow = readonly (string | null)[];

interface Asked {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  readonly seconds: number;
  /** Undefined for an engine that doesn't say. */
  readonly scannedBytes?: number;
}

/** A query that has ended well, and whose rows are fetched as they are read: once, and no further than is read. */
export interface OpenAnswer extends Asked {
  readonly pages: AsyncIterable<readonly ResultRow[]>;
}

export interface QueryResult extends Asked {
  readonly rows: readonly ResultRow[];
  /** True when the query has more rows than were asked for. */
  readonly truncated: boolean;
}

export interface OpenOptions {
  /** Aborting stops the query at the engine, too. */
  readonly signal?: AbortSignal;
}

export interface QueryOptions extends OpenOptions {
  /** Rows to fetch at most; all when absent. */
  readonly maxRows?: number;
}

/** The first rows of an answer, and whether there are more of them. */
export class FirstRows {
  readonly #pages: OpenAnswer["pages"];
  readonly #most: number;
  #count = 0;
  #isTruncated = false;

  constructor(pages: OpenAnswer["pages"], most: number) {
    this.#pages = pages;
    this.#most = most;
  }

  /** Rows that were read so far. */
  get count(): number {
    return this.#count;
  }

  /** True once it is known that there are more than were wanted. */
  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  async *pages(): AsyncGenerator<readonly ResultRow[]> {
    for await (const page of this.#pages) {
      const wanted = page.slice(0, this.#most - this.#count);
      this.#count += wanted.length;
      this.#isTruncated = wanted.length < page.length;
      if (wanted.length > 0) yield wanted;
      if (this.#isTruncated) return;
    }
  }
}

/** Reads an answer into memory. */
export const collected = async (
  { pages, ...asked }: OpenAnswer,
  { maxRows = Infinity }: QueryOptions,
): Promise<QueryResult> => {
  const first = new FirstRows(pages, maxRows);
  const rows: ResultRow[] = [];
  for await (const page of first.pages()) for (const row of page) rows.push(row);
  return { ...asked, rows, truncated: first.isTruncated };
};
