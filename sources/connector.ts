/** What a kind of source does for a run. Queue, ledger, manifest, and report know only what is defined here. */
import type { Dataset } from "../model/documents/contract-bundle.ts";
import type { PageMessage } from "../model/documents/page-message.ts";
import type { Piece, Window } from "../model/documents/values.ts";
import type { FieldNotes } from "../model/documents/page-record.ts";

/** A dataset's window in pieces of work, decided once per run. */
export interface Cut {
  /** The source's total in the window; absent if it gives none. */
  readonly rows?: number;
  /** Number of pieces known now: all of them, or 1 for a chain. */
  readonly pages: number;
  /** The first piece of a chain, in which each page tells of the next one. Absent if all pieces are known now. */
  readonly firstPiece?: Piece;
}

/** A piece of work, and what is expected of its page. */
export interface PlannedPiece {
  /** Starts at 0. */
  readonly page: number;
  readonly piece: Piece;
  readonly expectedRows?: number;
}

/** What a piece of work gave: everything needed to write the page's raw object. */
export interface FetchedPage {
  /** The records in the source's own bytes: what is counted and hashed. */
  readonly records: readonly Uint8Array[];
  /** Content of the raw object before compression, in the dataset's format; absent: the records, one per line. */
  readonly content?: Uint8Array;
  /** How the records' fields differ from the contract's. */
  readonly fields: FieldNotes | undefined;
  /** Hashes of the page's distinct keys; absent if no key of the page can be on another one. */
  readonly keys?: Float64Array;
  /** The next piece of a chain; absent at its end. */
  readonly next?: Piece;
}

/** What another walk through a dataset found. */
export interface Walk {
  readonly rows: number;
  /** Sum of the first 60 bits of each record's SHA-256, decimal digits. */
  readonly rowHashSum: string;
}

/**
 * What says that a dataset is complete: the source's total; another walk through it that finds the same rows; or the
 * contract, by the number of rows that a night may have.
 */
export type Completeness =
  | { readonly by: "total" }
  | { readonly by: "walk" }
  | { readonly by: "rows"; readonly least: number; readonly most: number };

/** What identifies the run that a walk belongs to. */
export type WalkedRun = Pick<PageMessage, "runId" | "group" | "window" | "bundleKey">;

/** One source, reached. Deadlines are epoch milliseconds by which the source has to have answered. */
export interface Connector {
  readonly cut: (dataset: Dataset, window: Window, deadline: number) => Promise<Cut>;
  /** The pieces of a cut, the same for every call; none for a chain. */
  readonly pieces: (dataset: Dataset, cut: Cut) => readonly PlannedPiece[];
  /** Fetches a piece and checks it against its message. Throws a Fault that names run, dataset, and page. */
  readonly fetch: (dataset: Dataset, message: PageMessage, deadline: number) => Promise<FetchedPage>;
  /** Number of records in the window; `undefined` if the source gives none. */
  readonly count: (dataset: Dataset, window: Window, deadline: number) => Promise<number | undefined>;
  readonly completeness: (dataset: Dataset) => Completeness;
  /**
   * Walks through the whole dataset again, with other page boundaries where the source allows it.
   *
   * @param rows that landed
   */
  readonly walk: (dataset: Dataset, run: WalkedRun, rows: number, deadline: number) => Promise<Walk>;
}
