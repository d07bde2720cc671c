import type { Answer } from "../answer/answer.ts";

/** A page that has just been read. */
export interface ReadPage {
  /** Where it began; absent for the first page. */
  readonly at: string | undefined;
  readonly answer: Answer;
  /** Named in errors. */
  readonly place: string;
}

/** What to ask for a page: parameters, or a link of the source's own that has them all. */
export type PageTarget = { readonly query: Readonly<Record<string, string>> } | { readonly link: string };

/** One way of paging. */
export interface Pager {
  readonly target: (at: string | undefined, size: number) => PageTarget;
  /**
   * Where the page with this row begins, which is a multiple of the size. Absent if only the page before says so: such
   * pages form a chain.
   */
  readonly atRow?: (row: number, size: number) => string;
  /** Where the next page begins; `undefined` after the last one. */
  readonly next: (page: ReadPage) => string | undefined;
}
