/** The calls that a dataset's extraction makes. */
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { Window } from "../../model/documents/values.ts";
import { contentTypeOf, readAnswer, readJsonValue, type Answer } from "./answer/answer.ts";
import { keysOfPlace, valueAt, wholeNumber } from "./answer/members.ts";
import { unexpected } from "./answer/shape.ts";
import { totalOf } from "./answer/total.ts";
import { checkWithinTotal, refusesPastTheEnd } from "./check-page.ts";
import type { AskSource, Target } from "./http/client.ts";
import type { Pager } from "./paging/pager.ts";
import type { RestPiece } from "./paging/piece.ts";
import { requestOf, windowQuery } from "./request.ts";
import type { RestRequest } from "./settings.ts";

/** A dataset and window to ask for. */
export interface Asked {
  readonly dataset: Dataset;
  readonly request: RestRequest;
  readonly window: Window;
  /** Named in errors. */
  readonly place: string;
  readonly deadline: number;
}

export const askedOf = (dataset: Dataset, window: Window, place: string, deadline: number): Asked => ({
  dataset,
  request: requestOf(dataset),
  window,
  place,
  deadline,
});

const fixedQuery = ({ dataset, request, window }: Asked): Readonly<Record<string, string>> => ({
  ...request.query,
  ...windowQuery(dataset, request, window),
});

/** Requests the page that begins at `at`, or the first one. */
export const askPage = async (
  ask: AskSource,
  pager: Pager,
  asked: Asked,
  { at, size }: { readonly at?: string; readonly size: number },
): Promise<Answer> => {
  const { request, place, deadline } = asked;
  const page = pager.target(at, size);
  const target: Target =
    "link" in page ? page : { path: request.path, query: { ...fixedQuery(asked), ...request.sort, ...page.query } };
  const headers = { accept: contentTypeOf(request), ...request.headers };
  return ask({ target, headers, place, deadline }, (received) => readAnswer(place, request, received));
};

const nothing: Answer = { headers: new Headers(), value: undefined, lines: [], records: [] };

/**
 * Requests a chain's page. A source that refuses the page after its last one ends the chain as an empty page does: if it
 * refuses one in the middle, another walk ends elsewhere. Where there is no other walk, a refusal is no end.
 */
export const askChainedPage = async (ask: AskSource, pager: Pager, asked: Asked, piece: RestPiece): Promise<Answer> => {
  try {
    return await askPage(ask, pager, asked, piece);
  } catch (error) {
    const { total } = asked.request;
    const isProved = total.from !== "none" || total.rows === undefined;
    if (isProved && piece.at !== undefined && pager.atRow !== undefined && refusesPastTheEnd(error)) return nothing;
    throw error;
  }
};

/**
 * The number of records in the window; `undefined` if the source gives none. No page is planned for a total of 0, so the
 * response itself has to prove that there are none.
 */
export const askTotal = async (ask: AskSource, pager: Pager, asked: Asked): Promise<number | undefined> => {
  const { request, place, deadline } = asked;
  const { total } = request;
  if (total.from === "none") return undefined;
  if (total.from === "count") {
    const target = { path: total.path, query: fixedQuery(asked) };
    return ask({ target, headers: request.headers, place, deadline }, (received) => {
      const value = readJsonValue(place, received);
      const found = wholeNumber(valueAt(value, keysOfPlace(total.at)));
      if (found === undefined) throw unexpected(place, value, `a whole number at ${total.at}`);
      return found;
    });
  }
  const answer = await askPage(ask, pager, asked, { size: 1 });
  const found = totalOf(place, request, answer);
  if (found !== undefined) checkWithinTotal(place, found, answer);
  return found;
};
