import type { RawFormat } from "../../model/documents/contract-bundle.ts";
import { isLanded } from "../../model/ledger.ts";
import { rawPageKey } from "../../model/names.ts";
import type { DatasetItem, FailedPageItem, LandedPageItem, PageItem } from "../../model/documents/ledger-items.ts";
import { counted, figure, listed, ranges } from "../../model/wording.ts";
import { placeOf } from "../../model/page-place.ts";
import type { ListedObject } from "../../aws/s3/objects.ts";

/** Everything known about a dataset after its last page. */
export interface DatasetEvidence {
  readonly runId: string;
  readonly source: string;
  readonly name: string;
  /** Of its raw objects; absent: json. */
  readonly format?: RawFormat["type"] | undefined;
  /** The dataset's item in the ledger. */
  readonly item: DatasetItem;
  readonly pages: readonly PageItem[];
  /** Objects in the raw zone under the run's prefix. */
  readonly objects: readonly ListedObject[];
  /** The source's current total, or why it could not be determined; `undefined` if there is none. */
  readonly sourceRows: number | { readonly error: string } | undefined;
}

const isFailed = (page: PageItem): page is FailedPageItem => page.state === "FAILED";

export const landedPages = (pages: readonly PageItem[]): readonly LandedPageItem[] => pages.filter(isLanded);

/** Maximum number of reasons shown; pages of a failing source rarely have more. */
const reasonsShown = 5;

/** Why pages failed, each reason once: pages are listed next to a reason, not within it. */
const failedPageFaults = ({ runId, item: { datasetId }, pages }: DatasetEvidence): readonly string[] => {
  const reasons = new Map<string, FailedPageItem[]>();
  for (const page of pages.filter(isFailed)) {
    const reason = page.error.replaceAll(
      placeOf({ runId, datasetId, page: page.page }),
      `run ${runId} dataset ${datasetId}`,
    );
    reasons.set(reason, [...(reasons.get(reason) ?? []), page]);
  }
  const told = [...reasons].slice(0, reasonsShown).map(([reason, failed]) => {
    const [first, ...others] = failed;
    if (first !== undefined && others.length === 0) return `page ${first.page} failed: ${first.error}`;
    return `${counted(failed.length, "page")} failed for one reason (${ranges(failed.map(({ page }) => page))}): ${reason}`;
  });
  const rest = [...reasons.values()].slice(reasonsShown).flat();
  return rest.length === 0 ? told : [...told, `${counted(rest.length, "more page")} failed for other reasons`];
};

const pageFaults = (evidence: DatasetEvidence): readonly string[] => {
  const { item, pages } = evidence;
  const known = new Set(pages.map(({ page }) => page));
  const missing = [...Array(item.plannedPages).keys()].filter((page) => !known.has(page));
  const lost =
    missing.length === 0 ? [] : [`PAGE_MISSING ${counted(missing.length, "page")} never landed: ${ranges(missing)}`];
  return [...failedPageFaults(evidence), ...lost];
};

const plannedFaults = (planned: number, landed: number, sourceRows: number | undefined): readonly string[] => {
  const expected = `expected ${counted(planned, "row")}`;
  return [
    ...(sourceRows === undefined || sourceRows === planned
      ? []
      : [`SOURCE_CHANGED ${expected}, as planned; the source has ${figure(sourceRows)} now`]),
    ...(landed < planned ? [`ROWS_MISSING ${expected}, got ${figure(landed)}`] : []),
    // Pages that are planned by number never have more; a chain goes on for as long as its source says
    ...(landed > planned ? [`ROWS_BEYOND_TOTAL ${expected} by the source's total, got ${figure(landed)}`] : []),
  ];
};

const countFaults = ({ item, pages, sourceRows }: DatasetEvidence): readonly string[] => {
  const landed = landedPages(pages).reduce((sum, { rows }) => sum + rows, 0);
  const faults: string[] = [];
  if (typeof sourceRows === "object") faults.push(sourceRows.error);
  if (item.plannedRows !== undefined) {
    faults.push(...plannedFaults(item.plannedRows, landed, typeof sourceRows === "number" ? sourceRows : undefined));
  }
  if (landed !== item.landedRows) {
    faults.push(
      `LEDGER_INCONSISTENT its pages sum to ${counted(landed, "row")}, but it counted ${figure(item.landedRows)}`,
    );
  }
  return faults;
};

const objectFaults = ({ runId, source, name, format, pages, objects }: DatasetEvidence): readonly string[] => {
  const stored = new Map(objects.map(({ key, bytes }) => [key, bytes]));
  const landed = landedPages(pages);
  const missing = landed.filter(({ key }) => !stored.has(key)).map(({ key }) => key);
  const resized = landed.filter(({ key, bytes }) => stored.has(key) && stored.get(key) !== bytes).map(({ key }) => key);
  // A page that failed or was stopped after it was written explains an object without a ledger entry.
  const explained = new Set([
    ...landed.map(({ key }) => key),
    ...pages.filter(isFailed).map(({ page }) => rawPageKey(source, name, runId, page, format)),
  ]);
  const extra = objects.filter(({ key }) => !explained.has(key)).map(({ key }) => key);
  return [
    ...(missing.length > 0 ? [`RAW_OBJECT_MISSING in the ledger but not in the raw zone: ${listed(missing)}`] : []),
    ...(resized.length > 0 ? [`RAW_OBJECT_CHANGED size differs from the ledger: ${listed(resized)}`] : []),
    ...(extra.length > 0 ? [`RAW_OBJECT_EXTRA in the raw zone but not in the ledger: ${listed(extra)}`] : []),
  ];
};

/** Why a planned dataset must not be processed, with pages and objects; `undefined` if source = planned = landed, as far as the source says. */
export const findDifferences = (evidence: DatasetEvidence): string | undefined => {
  const faults = [...pageFaults(evidence), ...countFaults(evidence), ...objectFaults(evidence)];
  return faults.length === 0 ? undefined : `dataset ${evidence.item.datasetId}: ${faults.join("; ")}`;
};
