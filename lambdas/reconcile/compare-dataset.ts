import { rawPageKey } from "../../model/names.ts";
import type { DatasetItem, FailedPageItem, LandedPageItem, PageItem } from "../../model/ledger.ts";
import { counted, figure, listed } from "../shared/messages.ts";
import type { RawObject } from "../shared/raw-store.ts";

/** Everything that is known of a dataset after its last page. */
export interface DatasetEvidence {
  readonly runId: string;
  readonly source: string;
  readonly name: string;
  /** As the ledger has it. */
  readonly item: DatasetItem;
  readonly pages: readonly PageItem[];
  /** What the raw zone holds below the run's prefix. */
  readonly objects: readonly RawObject[];
  /** The source's total now, or why it could not be had; undefined when it wasn't asked. */
  readonly sourceRows: number | { readonly error: string } | undefined;
}

const isLanded = (page: PageItem): page is LandedPageItem => page.state === "LANDED";
const isFailed = (page: PageItem): page is FailedPageItem => page.state === "FAILED";

export const landedPages = (pages: readonly PageItem[]): readonly LandedPageItem[] => pages.filter(isLanded);

const pageFaults = ({ item, pages }: DatasetEvidence): readonly string[] => {
  const known = new Set(pages.map(({ page }) => page));
  const missing = [...Array(item.plannedPages).keys()].filter((page) => !known.has(page));
  const failed = pages.filter(isFailed).map(({ page, error }) => `page ${page.toString()} failed: ${error}`);
  const names = listed(missing.map((page) => page.toString()));
  const lost = missing.length === 0 ? [] : [`PAGE_MISSING ${counted(missing.length, "page")} never landed: ${names}`];
  return [...failed, ...lost];
};

const countFaults = ({ item, pages, sourceRows }: DatasetEvidence): readonly string[] => {
  const planned = counted(item.plannedRows, "row");
  const landed = landedPages(pages).reduce((sum, { rows }) => sum + rows, 0);
  const faults: string[] = [];
  if (typeof sourceRows === "object") faults.push(sourceRows.error);
  else if (sourceRows !== undefined && sourceRows !== item.plannedRows) {
    faults.push(`SOURCE_CHANGED expected ${planned}, as planned; the source has ${figure(sourceRows)} now`);
  }
  if (landed !== item.plannedRows) faults.push(`ROWS_MISSING expected ${planned}, got ${figure(landed)}`);
  if (landed !== item.landedRows) {
    faults.push(
      `LEDGER_INCONSISTENT its pages sum to ${counted(landed, "row")}, it counted ${figure(item.landedRows)}`,
    );
  }
  return faults;
};

const objectFaults = ({ runId, source, name, pages, objects }: DatasetEvidence): readonly string[] => {
  const stored = new Map(objects.map(({ key, bytes }) => [key, bytes]));
  const landed = landedPages(pages);
  const missing = landed.filter(({ key }) => !stored.has(key)).map(({ key }) => key);
  const resized = landed.filter(({ key, bytes }) => stored.has(key) && stored.get(key) !== bytes).map(({ key }) => key);
  // An object without a ledger entry is explained by a page that failed, or was stopped, after it was written.
  const explained = new Set([
    ...landed.map(({ key }) => key),
    ...pages.filter(isFailed).map(({ page }) => rawPageKey(source, name, runId, page)),
  ]);
  const extra = objects.filter(({ key }) => !explained.has(key)).map(({ key }) => key);
  return [
    ...(missing.length > 0 ? [`RAW_OBJECT_MISSING the ledger has, the raw zone has not: ${listed(missing)}`] : []),
    ...(resized.length > 0 ? [`RAW_OBJECT_CHANGED another size than the ledger says: ${listed(resized)}`] : []),
    ...(extra.length > 0 ? [`RAW_OBJECT_EXTRA the raw zone has, the ledger has not: ${listed(extra)}`] : []),
  ];
};

/** Why a planned dataset must not be processed, naming pages and objects; undefined when source = planned = landed. */
export const findDifferences = (evidence: DatasetEvidence): string | undefined => {
  const faults = [...pageFaults(evidence), ...countFaults(evidence), ...objectFaults(evidence)];
  return faults.length === 0 ? undefined : `dataset ${evidence.item.datasetId}: ${faults.join("; ")}`;
};
