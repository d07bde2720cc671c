import type { Behavior } from "./behavior.ts";

type Format = Exclude<Behavior["window"], "none">;

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** Seconds of a time before the year 5138, or milliseconds of one after 1973-03-03. */
const secondsBelow = 100_000_000_000;

/** Epoch milliseconds of a day or an instant that is in the calendar. */
const calendar = (text: string): number | undefined => {
  const time = Date.parse(text);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(text.slice(0, 10)) ? undefined : time;
};

const readers: Readonly<
  Record<Format, { readonly read: (text: string) => number | undefined; readonly words: string }>
> = {
  instant: {
    read: (text) => (instantPattern.test(text) ? calendar(text) : undefined),
    words: "it has to be an instant in UTC such as 2026-01-31T00:00:00Z",
  },
  date: {
    read: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? calendar(text) : undefined),
    words: "it has to be a day such as 2026-01-31",
  },
  "epoch-seconds": {
    read: (text) => (/^\d{1,12}$/.test(text) && Number(text) < secondsBelow ? Number(text) * 1_000 : undefined),
    words: "it has to be whole seconds since 1970 such as 1769817600",
  },
  "epoch-milliseconds": {
    read: (text) => (/^\d{1,15}$/.test(text) && Number(text) >= secondsBelow ? Number(text) : undefined),
    words: "it has to be whole milliseconds since 1970 such as 1769817600000",
  },
};

/** Epoch milliseconds of a time in a format, or what a time has to be there. */
export const readTime = (text: string, format: Format): number | string => {
  const { read, words } = readers[format];
  return read(text) ?? words;
};
