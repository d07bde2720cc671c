import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { PageMessage } from "../../model/documents/page-message.ts";
import type { Window } from "../../model/documents/values.ts";
import { Fault } from "../../model/fault.ts";
import { headerFault } from "../../model/formats/csv-header.ts";
import { noteFields, noteHeader } from "../../model/field-notes.ts";
import { placeOf } from "../../model/page-place.ts";
import { cutIntoPages, mostPages } from "../../model/paging.ts";
import { sumOfRowHashes } from "../../model/row-hashes.ts";
import { counted, figure } from "../../model/wording.ts";
import type { Connector, Cut, FetchedPage, PlannedPiece } from "../connector.ts";
import { keyFieldsOf, keyHashes } from "../page-keys.ts";
import type { Answer } from "./answer/answer.ts";
import { askChainedPage, askedOf, askPage, askTotal, type Asked } from "./calls.ts";
import { checkNothingBeyond, checkPage, isOnlyPage, mayHideRows, refusesPastTheEnd } from "./check-page.ts";
import type { AskSource } from "./http/client.ts";
import { pagerOf } from "./paging/index.ts";
import type { LinkSettings } from "./paging/link.ts";
import type { Pager } from "./paging/pager.ts";
import { nextMark, pieceOf, type RestPiece } from "./paging/piece.ts";
import { requestOf } from "./request.ts";
import { walkAgain } from "./walk.ts";

const tooManyPages = (id: string, rows: number, pageSize: number): Fault => {
  const most = figure(mostPages * pageSize);
  const message = `the source says it has ${figure(rows)} rows; a run takes up to ${most}, in pages of ${figure(pageSize)}`;
  const fix = "ask the source's owner whether that is right; if it is, run shorter windows";
  return new Fault({ code: "TOTAL_TOO_LARGE", place: `count of ${id}`, message, fix }, { retry: "later" });
};

const endless = (place: string, message: string): Fault => {
  const fix = "compare paging in the contract's request with the source's API, or ask its owner what changed";
  return new Fault({ code: "PAGING_ENDLESS", place, message, fix }, { retry: "later" });
};

/** The job can't read a CSV page with such a header, so it doesn't land. */
const checkHeader = (place: string, { columns }: Dataset, { names }: Answer): void => {
  const found = names === undefined ? undefined : headerFault(columns, names);
  if (found === undefined) return;
  const fix = "compare the contract's columns and format with the source's API, or ask its owner what changed";
  throw new Fault(
    { code: "PAGE_HEADER_INVALID", place, message: `the answer is not as expected: ${found}`, fix },
    { retry: "later" },
  );
};

/** The next piece of a chain; `undefined` at its end. */
const nextPiece = (message: PageMessage, piece: RestPiece, pager: Pager, answer: Answer): RestPiece | undefined => {
  const place = placeOf(message);
  const at = pager.next({ at: piece.at, answer, place });
  if (at === undefined) return undefined;
  const mark = nextMark(piece, at);
  if (mark === undefined) throw endless(place, "the next page is one that has been read before");
  if (message.page + 1 >= mostPages) throw endless(place, `there is a page after ${counted(mostPages, "page")}`);
  if (pager.atRow === undefined) return { at, size: piece.size, mark };
  // A source that ignores where to begin never comes to an end. A single row may be there twice.
  const rows = sumOfRowHashes(answer.lines);
  if (answer.lines.length > 1 && rows === piece.before) {
    throw endless(place, "the page has the rows of the page before it, so paging has no effect");
  }
  return { at, size: piece.size, mark, before: rows };
};

/** One REST API. */
export const restConnector = (ask: AskSource, links: LinkSettings): Connector => {
  const pagerFor = (dataset: Dataset): Pager => pagerOf(requestOf(dataset), links);

  const count = async (dataset: Dataset, window: Window, deadline: number): Promise<number | undefined> =>
    askTotal(ask, pagerFor(dataset), askedOf(dataset, window, `count of ${dataset.id}`, deadline));

  const cut = async (dataset: Dataset, window: Window, deadline: number): Promise<Cut> => {
    const { pageSize } = requestOf(dataset);
    const rows = await count(dataset, window, deadline);
    const known = rows === undefined ? {} : { rows };
    if (rows === 0) return { rows, pages: 0 };
    if (rows === undefined || pagerFor(dataset).atRow === undefined) {
      return { ...known, pages: 1, firstPiece: { size: pageSize } };
    }
    const pages = Math.ceil(rows / pageSize);
    if (pages > mostPages) throw tooManyPages(dataset.id, rows, pageSize);
    return { rows, pages };
  };

  const pieces = (dataset: Dataset, { rows = 0 }: Cut): readonly PlannedPiece[] => {
    const { pageSize: size } = requestOf(dataset);
    const { atRow } = pagerFor(dataset);
    if (atRow === undefined) return [];
    return cutIntoPages(rows, size).map(({ page, offset, expectedRows }) => ({
      ...{ page, expectedRows },
      piece: { at: atRow(offset, size), size },
    }));
  };

  const checkEnd = async (asked: Asked, pager: Pager, message: PageMessage, { size }: RestPiece): Promise<void> => {
    const { expectedTotal = 0 } = message;
    const at = pager.atRow?.(expectedTotal, size);
    if (at === undefined) return;
    try {
      const answer = await askPage(ask, pager, asked, { at, size: asked.request.paging.type === "page" ? size : 1 });
      checkNothingBeyond(message, expectedTotal, asked.request, answer);
    } catch (error) {
      if (!refusesPastTheEnd(error)) throw error;
    }
  };

  const fetch = async (dataset: Dataset, message: PageMessage, deadline: number): Promise<FetchedPage> => {
    const place = placeOf(message);
    const asked = askedOf(dataset, message.window, place, deadline);
    const pager = pagerFor(dataset);
    const piece = pieceOf(message, place);
    const isChained = message.expectedRows === undefined;
    const answer = await (isChained ? askChainedPage : askPage)(ask, pager, asked, piece);
    // A page without its header has a row less
    checkHeader(place, dataset, answer);
    checkPage(message, piece, asked.request, answer);
    if (mayHideRows(message, piece)) await checkEnd(asked, pager, message, piece);
    const next = isChained ? nextPiece(message, piece, pager, answer) : undefined;
    const isOnly = isChained ? message.page === 0 && next === undefined : isOnlyPage(message);
    const { records, lines, names } = answer;
    return {
      records: lines,
      ...(answer.content !== undefined && { content: answer.content }),
      fields:
        names === undefined ? noteFields(dataset.columns, records) : noteHeader(dataset.columns, names, records.length),
      ...(!isOnly && { keys: keyHashes(lines, { records, fields: keyFieldsOf(dataset) }) }),
      ...(next !== undefined && { next }),
    };
  };

  return {
    cut,
    pieces,
    fetch,
    count,
    completeness: (dataset) => {
      const { total } = requestOf(dataset);
      if (total.from !== "none") return { by: "total" };
      return total.rows === undefined ? { by: "walk" } : { by: "rows", ...total.rows };
    },
    walk: async (dataset, run, rows, deadline) => walkAgain(ask, pagerFor(dataset), dataset, run, rows, deadline),
  };
};
