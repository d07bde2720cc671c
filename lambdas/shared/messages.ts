/** Writing for people: lists and figures in errors and reports. */

const shown = 5;

/** `1, 2, 3, 4, 5 and 7 more` */
export const listed = (items: readonly string[]): string => {
  const rest = items.length - shown;
  const head = items.slice(0, shown).join(", ");
  return rest > 0 ? `${head} and ${rest.toString()} more` : head;
};

/** `5,000` */
export const figure = (count: number): string => count.toLocaleString("en-US");

/** `1 page`, `2,000 pages` */
export const counted = (count: number, noun: string): string => `${figure(count)} ${noun}${count === 1 ? "" : "s"}`;
