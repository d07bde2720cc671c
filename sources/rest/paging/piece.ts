/** A piece of work of a REST API: one call. */
import { readOrFault } from "../../../model/documents/document-fault.ts";
import { part } from "../../../model/documents/document.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import { digits } from "../../../model/documents/values.ts";
import { count, optional, text, type Of } from "../../../model/validation/schema.ts";

const restPiece = part("a piece of work of a REST API", {
  /**
   * Where the page begins, in the words of the paging: an offset, a page number, a cursor, a link, or a key. Absent for
   * the first page.
   */
  at: optional(text),
  /** Records to request; the last page requests as many as the others, so that rows beyond the total show up. */
  size: count,
  /** An earlier page's beginning, and after how many pages it moves on: a chain that returns to it never ends. */
  mark: optional(part("a mark", { at: text, pages: count, left: count })),
  /** Sum of the row hashes of the page before it, if the source has to be told by numbers where to begin. */
  before: optional(digits),
});
export type RestPiece = Of<typeof restPiece>;

const pieceKind = {
  name: "piece of work",
  code: "PAGE_MESSAGE_INVALID",
  fix: "send messages to the page queue by planning a run only",
  schema: restPiece,
};

export const pieceOf = (message: PageMessage, place: string): RestPiece =>
  readOrFault(pieceKind, message.piece, place, "never");

/**
 * The mark of the next piece, which begins at `at`, or `undefined` if the chain has returned to an earlier page. The
 * mark moves on after 1, 2, 4, … pages, so it finds any cycle within three times its length (Brent's algorithm).
 */
export const nextMark = ({ mark }: RestPiece, at: string): RestPiece["mark"] => {
  if (mark === undefined) return { at, pages: 1, left: 1 };
  if (mark.at === at) return undefined;
  return mark.left > 1 ? { ...mark, left: mark.left - 1 } : { at, pages: mark.pages * 2, left: mark.pages * 2 };
};
