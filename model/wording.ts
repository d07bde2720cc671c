/** Lists and figures for people, in errors and reports. */

const shown = 5;

/** `1, 2, 3, 4, 5 and 7 more` */
export const listed = (items: readonly string[]): string => {
  const rest = items.length - shown;
  const head = items.slice(0, shown).join(", ");
  return rest > 0 ? `${head} and ${rest} more` : head;
};

/** `0 to 3, 5, 7 to 9`: whole numbers, with consecutive ones combined. */
export const ranges = (numbers: readonly number[]): string => {
  const found: { readonly first: number; last: number }[] = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const range = found.at(-1);
    if (range !== undefined && number <= range.last + 1) range.last = number;
    else found.push({ first: number, last: number });
  }
  return listed(found.map(({ first, last }) => (first === last ? first.toString() : `${first} to ${last}`)));
};

/** `5,000` */
export const figure = (count: number): string => count.toLocaleString("en-US");

/** `1 page`, `2,000 pages` */
export const counted = (count: number, noun: string): string => `${figure(count)} ${noun}${count === 1 ? "" : "s"}`;
