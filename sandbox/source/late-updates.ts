/**
 * Late updates: on each of the first days of 2014 (New York time), the source changes some flights of 2013 and sets a
 * new `updated_at`. A changed record is served as a separate version, so the year's window always has every flight
 * once.
 */

/** Midnight of 2014-01-01 in New York: where the year's window ends and the first day of changes begins. */
export const yearEnd = Date.parse("2014-01-01T05:00:00.000Z");
export const changedDays = 7;

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** One flight in this many changes on a day: about 400 of 336,776. */
const stride = 842;
/** One change in this many arrives twice: the newest version first and an older one after it. */
const staleEvery = 20;
const staleByMs = 60 * minuteMs;

export interface Version {
  /** Index of the changed record. */
  readonly record: number;
  readonly updatedAt: number;
  /** Minutes added to the delays; never the same for two versions of a record on a day. */
  readonly delayMinutes: number;
}

/**
 * The versions of one day, in the order in which the source serves them.
 *
 * @param day from 0, for 2014-01-01
 * @param count records of the year
 * @param changeable whether a record has values that can change, e.g. because the flight was not cancelled
 */
export const versionsOfDay = (day: number, count: number, changeable: (record: number) => boolean): Version[] => {
  const first = 13 + day * 97;
  const indexes = Array.from({ length: Math.ceil(Math.max(0, count - first) / stride) }, (_, k) => first + k * stride);
  return indexes.filter(changeable).flatMap((record, k) => {
    const updatedAt = yearEnd + day * dayMs + (90 + k * 3) * minuteMs;
    const newest = { record, updatedAt, delayMinutes: 5 + (k % 30) };
    const stale = { record, updatedAt: updatedAt - staleByMs, delayMinutes: 1 };
    return k % staleEvery === staleEvery - 1 ? [newest, stale] : [newest];
  });
};

export const allVersions = (count: number, changeable: (record: number) => boolean): readonly Version[] =>
  Array.from({ length: changedDays }, (_, day) => versionsOfDay(day, count, changeable)).flat();
