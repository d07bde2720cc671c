/** Splits a dataset's records into pages. Pure arithmetic over a total and a page size. */

interface Page {
  /** Starts at 0. */
  readonly page: number;
  readonly offset: number;
  /** Records to request. The last page requests a full page too, so that rows beyond the total show up. */
  readonly limit: number;
  /** Records that must be returned. */
  readonly expectedRows: number;
}

/** Maximum number of records that a source returns per call. */
export const maximumPageSize = 5_000;

/**
 * Maximum number of a dataset's pages in one run: half a billion records in full pages. A larger total is more likely
 * an error than intended, and splitting it would exceed a function's memory, at the expense of all other datasets of
 * the run.
 */
export const mostPages = 100_000;

const assertCount = (name: string, value: number, minimum: number): void => {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name} is ${String(value)}; it must be an integer of at least ${minimum}`);
  }
};

/** Pages that cover `[0, total)` without gaps or overlaps, in order; none for a total of 0. */
export const cutIntoPages = (total: number, pageSize: number): readonly Page[] => {
  assertCount("total", total, 0);
  assertCount("pageSize", pageSize, 1);
  return Array.from({ length: Math.ceil(total / pageSize) }, (_, page) => {
    const offset = page * pageSize;
    return { page, offset, limit: pageSize, expectedRows: Math.min(pageSize, total - offset) };
  });
};
