/**
 * Pages are requested one by one, so they add up to the dataset only if the source keeps one order through all calls.
 * Otherwise one row is on two pages and another on none, although every count is right. A key on two pages indicates
 * such a gap, or a source that has the row twice. Another walk through the source tells the two apart.
 */
import type { PlannedRun } from "../../model/ledger.ts";
import type { Dataset } from "../../model/documents/contract-bundle.ts";
import type { LandedPageItem } from "../../model/documents/ledger-items.ts";
import { cutIntoPages } from "../../model/paging.ts";
import type { ManifestDataset } from "../../model/documents/manifest.ts";
import type { PageMessage } from "../../model/documents/page-message.ts";
import { mapBounded } from "../../aws/bounded.ts";
import { checkPage } from "../shared/check-page.ts";
import { Fault } from "../../model/fault.ts";
import { figure, listed } from "../../model/wording.ts";
import { keyHeaderBytes, readKeyHashes } from "../shared/page-keys.ts";
import { pageRequest } from "../shared/page-request.ts";
import type { RawStore } from "../../aws/s3/raw-store.ts";
import { sumOfRowHashes } from "../shared/row-hashes.ts";
import type { SourceByName } from "../../aws/sources/sources.ts";
import { recordLines } from "../../model/record-lines.ts";
import { findRepeatedKeys, type PageKeys, type RepeatedKeys } from "./repeated-keys.ts";

export interface OrderPorts {
  readonly raw: Pick<RawStore, "readStart">;
  readonly sources: SourceByName;
}

const readsAtOnce = 16;

/** Concurrent calls. Walks are rare, and the source has served the whole dataset just before. */
const callsAtOnce = 4;

const keysOf = async (item: LandedPageItem, ports: OrderPorts): Promise<PageKeys> => {
  const hashes = readKeyHashes(await ports.raw.readStart(item.key, keyHeaderBytes(item.rows)));
  if (hashes !== undefined) return { page: item.page, hashes };
  const problem = {
    code: "PAGE_KEYS_MISSING",
    place: `raw object ${item.key}`,
    message: "it does not list its keys, so an earlier release wrote it",
    fix: "run the night again",
  };
  throw new Fault(problem, { retry: "never" });
};

/**
 * The pages of another walk, shifted by half a page: a database that sorts by too little may return the same rows for
 * the same offset and limit each time, and still leave out rows between pages.
 */
const otherPages = (dataset: Dataset, run: PlannedRun, total: number): readonly PageMessage[] => {
  const { pageSize } = dataset.extraction;
  const first = Math.ceil(pageSize / 2);
  const rest = cutIntoPages(total - first, pageSize);
  const shifted = rest.map((page) => ({ ...page, page: page.page + 1, offset: page.offset + first }));
  const { runId, window, bundleKey } = run;
  return [{ page: 0, offset: 0, limit: first, expectedRows: first }, ...shifted].map((page) => ({
    runId,
    datasetId: dataset.id,
    ...page,
    expectedTotal: total,
    window,
    bundleKey,
  }));
};

const walk = async (
  dataset: Dataset,
  pages: readonly PageMessage[],
  deadline: number,
  sources: SourceByName,
): Promise<string> => {
  const sums = await mapBounded(pages, callsAtOnce, async (page) => {
    const { body, value } = await sources(dataset.source)(pageRequest(dataset, page, deadline));
    checkPage(page, value);
    return sumOfRowHashes(recordLines(body));
  });
  return sums.reduce((sum, one) => sum + BigInt(one), 0n).toString();
};

const describe = ({ keys, pages }: RepeatedKeys): string => {
  const names = listed(pages.map((page) => page.toString()));
  return `${figure(keys)} ${keys === 1 ? "key is" : "keys are"} on more than one page (${names})`;
};

const advice = "ask the source's owner to sort by a key that is unique";

/**
 * Why the dataset's pages are not proven to contain its rows; `undefined` if they are: no key is on two pages, or
 * another walk finds exactly the same rows, so that the duplicates are the source's own. There is no third walk.
 *
 * @param deadline epoch milliseconds by which the source has to have answered
 */
export const findOrderFault = async (
  dataset: Dataset,
  run: PlannedRun,
  landed: { readonly pages: readonly LandedPageItem[]; readonly entry: ManifestDataset },
  deadline: number,
  ports: OrderPorts,
): Promise<string | undefined> => {
  const { pages, entry } = landed;
  if (pages.length < 2) return undefined;
  let found: RepeatedKeys | undefined;
  try {
    found = findRepeatedKeys(await mapBounded(pages, readsAtOnce, async (item) => keysOf(item, ports)));
    if (found === undefined) return undefined;
    const sum = await walk(dataset, otherPages(dataset, run, entry.rows), deadline, ports.sources);
    if (sum === entry.rowHashSum) return undefined;
    return `ORDER_UNSTABLE ${describe(found)}, and another walk returned other rows, so some are missing; ${advice}`;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const why = found === undefined ? "" : `ORDER_UNPROVED ${describe(found)}, and another walk failed: `;
    return `${why}${error.message}`;
  }
};
