/** An engine's result of a query: rows as they arrive, or all of them. */

export interface ResultColumn {
  readonly name: string;
  /** The engine's name for the type, e.g. `varchar`, `decimal`. */
  readonly type: string;
  /** Total digits of a decimal, and digits after the decimal point; for other types whatever the engine returns. */
  readonly precision: number;
  readonly scale: number;
}

/** Values as the engine formats them; null for NULL. */
export type ResultRow = readonly (string | null)[];

interface Asked {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  readonly seconds: number;
  /** `undefined` if the engine does not report it. */
  readonly scannedBytes?: number;
}

/** A successful query whose rows are fetched as they are read: once, and only as far as they are read. */
export interface OpenAnswer extends Asked {
  readonly pages: AsyncIterable<readonly ResultRow[]>;
}

export interface QueryResult extends Asked {
  readonly rows: readonly ResultRow[];
  /** Whether the query has more rows than requested. */
  readonly truncated: boolean;
}

export interface OpenOptions {
  /** Aborting also stops the query in the engine. */
  readonly signal?: AbortSignal;
}

export interface QueryOptions extends OpenOptions {
  /** Maximum number of rows to fetch; all if absent. */
  readonly maxRows?: number;
}

/** The first rows of a result, and whether there are more. */
export class FirstRows {
  readonly #pages: OpenAnswer["pages"];
  readonly #most: number;
  #count = 0;
  #isTruncated = false;

  constructor(pages: OpenAnswer["pages"], most: number) {
    this.#pages = pages;
    this.#most = most;
  }

  /** Number of rows read so far. */
  get count(): number {
    return this.#count;
  }

  /** Whether more rows than requested are known to exist. */
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

/** Reads a result into memory. */
export const collected = async (
  { pages, ...asked }: OpenAnswer,
  { maxRows = Infinity }: QueryOptions,
): Promise<QueryResult> => {
  const first = new FirstRows(pages, maxRows);
  const rows: ResultRow[] = [];
  for await (const page of first.pages()) for (const row of page) rows.push(row);
  return { ...asked, rows, truncated: first.isTruncated };
};
