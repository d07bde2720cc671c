/** Keys that are on more than one page of a dataset. Pure. */

export interface PageKeys {
  readonly page: number;
  /** Hashes of the page's distinct keys. */
  readonly hashes: Float64Array;
}

export interface RepeatedKeys {
  readonly keys: number;
  /** In ascending order. */
  readonly pages: readonly number[];
}

const repeatedIn = (pages: readonly PageKeys[]): ReadonlySet<number> => {
  // Sorted numbers in one block: a million keys take 8 MB and a tenth of a second; a set takes ten times as much
  const all = new Float64Array(pages.reduce((sum, { hashes }) => sum + hashes.length, 0));
  let at = 0;
  for (const { hashes } of pages) {
    all.set(hashes, at);
    at += hashes.length;
  }
  all.sort();
  const repeated = new Set<number>();
  for (let index = 1; index < all.length; index += 1) {
    const hash = all[index];
    if (hash !== undefined && hash === all[index - 1]) repeated.add(hash);
  }
  return repeated;
};

/** `undefined` if every key is on only one page. */
export const findRepeatedKeys = (pages: readonly PageKeys[]): RepeatedKeys | undefined => {
  const repeated = repeatedIn(pages);
  if (repeated.size === 0) return undefined;
  const holders = pages.filter(({ hashes }) => hashes.some((hash) => repeated.has(hash)));
  return { keys: repeated.size, pages: holders.map(({ page }) => page).sort((one, other) => one - other) };
};
