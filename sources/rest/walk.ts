/** Another walk through a dataset. */
import { mapBounded } from "../../aws/bounded.ts";
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { PageMessage } from "../../model/documents/page-message.ts";
import { sumOfRowHashes } from "../../model/row-hashes.ts";
import type { Walk, WalkedRun } from "../connector.ts";
import { askChainedPage, askedOf, askPage } from "./calls.ts";
import type { Answer } from "./answer/answer.ts";
import { checkPage } from "./check-page.ts";
import type { AskSource } from "./http/client.ts";
import type { Pager } from "./paging/pager.ts";
import { nextMark, type RestPiece } from "./paging/piece.ts";
import { requestOf } from "./request.ts";

/** Concurrent calls. Walks are rare, and the source has served the whole dataset just before. */
const callsAtOnce = 4;

/**
 * Pages of another size begin elsewhere: a database that sorts by too little may return the same rows for the same
 * offset and limit each time, and still leave out rows between pages.
 */
const otherSize = (size: number): number => (size > 1 ? size - 1 : 2);

interface Sum {
  readonly rows: number;
  readonly hashes: bigint;
}

const sumOf = (lines: readonly Uint8Array[]): Sum => ({ rows: lines.length, hashes: BigInt(sumOfRowHashes(lines)) });

export const walkAgain = async (
  ask: AskSource,
  pager: Pager,
  dataset: Dataset,
  run: WalkedRun,
  total: number,
  deadline: number,
): Promise<Walk> => {
  const {
    pageSize,
    total: { from },
  } = requestOf(dataset);
  const size = otherSize(pageSize);
  const messageOf = (page: number, piece: RestPiece, expectedRows?: number): PageMessage => ({
    ...run,
    datasetId: dataset.id,
    page,
    piece,
    ...(expectedRows !== undefined && { expectedRows }),
    ...(from !== "none" && { expectedTotal: total }),
  });
  const asked = askedOf(dataset, run.window, `run ${run.runId} dataset ${dataset.id}, read again`, deadline);

  const read = async (page: number, piece: RestPiece, expectedRows?: number): Promise<Answer> => {
    const askOne = expectedRows === undefined ? askChainedPage : askPage;
    const answer = await askOne(ask, pager, asked, piece);
    checkPage(messageOf(page, piece, expectedRows), piece, asked.request, answer);
    return answer;
  };

  const { atRow } = pager;
  const sums: Sum[] = [];
  if (from !== "none" && atRow !== undefined) {
    const pages = Array.from({ length: Math.ceil(total / size) }, (_, page) => page);
    await mapBounded(pages, callsAtOnce, async (page) => {
      const piece = { at: atRow(page * size, size), size };
      sums.push(sumOf((await read(page, piece, Math.min(size, total - page * size))).lines));
    });
  } else {
    let piece: RestPiece | undefined = { size };
    for (let page = 0; piece !== undefined; page += 1) {
      const answer: Answer = await read(page, piece);
      sums.push(sumOf(answer.lines));
      const at: string | undefined = pager.next({ at: piece.at, answer, place: asked.place });
      const mark: RestPiece["mark"] = at === undefined ? undefined : nextMark(piece, at);
      piece = at === undefined || mark === undefined ? undefined : { at, size, mark };
    }
  }
  return {
    rows: sums.reduce((sum, { rows }) => sum + rows, 0),
    rowHashSum: sums.reduce((sum, { hashes }) => sum + hashes, 0n).toString(),
  };
};
