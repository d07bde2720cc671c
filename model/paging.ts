/** How a dataset's records are cut into pages. Pure arithmetic over a total and a page size. */

interface Page {
  /** From 0. */
  readonly page: number;
  readonly offset: number;
  /** Records to ask for. The last page asks for a full page too, so that rows beyond the total show up. */
  readonly limit: number;
  /** Records that have to come back. */
  readonly expectedRows: number;
}

/** Most records that a source hands out in one call. */
export const maximumPageSize = 5_000;

/**
 * Most pages of a dataset in one run: half a billion records by full pages. A total beyond it is more likely wrong than
 * meant, and to cut it would take more memory than a function has, at the expense of all other datasets of the run.
 */
export const mostPages = 100_000;

const assertCount = (name: string, value: number, minimum: number): void => {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name} is ${String(value)}; it has to be an integer of at least ${minimum}`);
  }
};

/** Pages that cover `[0, total)` without gap or overlap, in order; none for a total of 0. */
export const cutIntoPages = (total: number, pageSize: number): readonly Page[] => {
  assertCount("total", total, 0);
  assertCount("pageSize", pageSize, 1);
  return Array.from({ length: Math.ceil(total / pageSize) }, (_, page) => {
    const offset = page * pageSize;
    return { page, offset, limit: pageSize, expectedRows: Math.min(pageSize, total - offset) };
  });
};
