/**
 * Pages are requested one by one, so they add up to the dataset only if the source keeps one order through all calls.
 * Otherwise one row is on two pages and another on none, although every count is right. A key on two pages indicates
 * such a gap, or a source that has the row twice. Another walk through the source tells the two apart.
 */
import type { LandedPageItem } from "../../model/documents/ledger-items.ts";
import type { ManifestDataset } from "../../model/documents/manifest.ts";
import { mapBounded } from "../../aws/bounded.ts";
import { Fault } from "../../model/fault.ts";
import { counted, figure, listed } from "../../model/wording.ts";
import { keyHeaderBytes, readKeyHashes } from "../shared/key-header.ts";
import type { RawStore } from "../../aws/s3/raw-store.ts";
import type { Walk } from "../../sources/connector.ts";
import { findRepeatedKeys, type PageKeys, type RepeatedKeys } from "./repeated-keys.ts";

export interface OrderPorts {
  readonly raw: Pick<RawStore, "readStart">;
}

const readsAtOnce = 16;

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

const describe = ({ keys, pages }: RepeatedKeys): string => {
  const names = listed(pages.map((page) => page.toString()));
  return `${figure(keys)} ${keys === 1 ? "key is" : "keys are"} on more than one page (${names})`;
};

const advice = "ask the source's owner to sort by a key that is unique";

/**
 * Why the dataset's pages are not proven to contain its rows; `undefined` if they are: no key is on two pages, or
 * another walk finds exactly the same rows, so that the duplicates are the source's own. There is no third walk.
 *
 * @param walk reads the dataset again
 */
export const findOrderFault = async (
  { pages, entry }: { readonly pages: readonly LandedPageItem[]; readonly entry: ManifestDataset },
  walk: () => Promise<Walk>,
  ports: OrderPorts,
): Promise<string | undefined> => {
  if (pages.length < 2) return undefined;
  let found: RepeatedKeys | undefined;
  try {
    found = findRepeatedKeys(await mapBounded(pages, readsAtOnce, async (item) => keysOf(item, ports)));
    if (found === undefined || (await walk()).rowHashSum === entry.rowHashSum) return undefined;
    return `ORDER_UNSTABLE ${describe(found)}, and another walk returned other rows, so some are missing; ${advice}`;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const why = found === undefined ? "" : `ORDER_UNPROVED ${describe(found)}, and another walk failed: `;
    return `${why}${error.message}`;
  }
};

/**
 * Why the pages of a dataset without a total are not proven to contain its rows; `undefined` if another walk finds
 * exactly the same ones.
 */
export const findWalkFault = ({ rows, rowHashSum }: ManifestDataset, again: Walk): string | undefined => {
  if (again.rowHashSum === rowHashSum && again.rows === rows) return undefined;
  const found = again.rows === rows ? "other rows" : counted(again.rows, "row");
  return `WALKS_DIFFER got ${counted(rows, "row")}, and ${found} when everything was read again; run the night again, or ${advice}`;
};
