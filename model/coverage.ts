/** Which stretches of source time are complete, and which between them are missing. Pure. */
import type { Window } from "./documents/values.ts";

export const sameWindow = (one: Window, other: Window): boolean =>
  one.since === other.since && one.until === other.until;

const earlier = (one: string, other: string): string => (one < other ? one : other);
const later = (one: string, other: string): string => (one > other ? one : other);

/**
 * The windows plus one more, in order; overlapping or adjacent windows become one.
 *
 * @param covered in order and not adjacent; all instants have the format of `Window`
 */
export const covering = (covered: readonly Window[], window: Window): readonly Window[] => {
  const apart = covered.filter(({ since, until }) => until < window.since || since > window.until);
  const joined = covered.filter((one) => !apart.includes(one));
  const whole = joined.reduce(
    (sum, { since, until }) => ({ since: earlier(sum.since, since), until: later(sum.until, until) }),
    window,
  );
  return [...apart, whole].sort((one, other) => (one.since < other.since ? -1 : 1));
};

/** Missing stretches from the first covered instant up to `until`; none if nothing is covered. */
export const gapsIn = (covered: readonly Window[], until: string): readonly Window[] =>
  covered.flatMap((window, index) => {
    const next = covered[index + 1]?.since ?? until;
    return window.until < earlier(next, until) ? [{ since: window.until, until: earlier(next, until) }] : [];
  });

/** The parts of the windows that are not covered, in order. */
export const uncovered = (windows: readonly Window[], covered: readonly Window[]): readonly Window[] =>
  windows.flatMap(({ since, until }) => {
    const within = covered.filter((one) => one.until > since && one.since < until);
    return gapsIn([{ since, until: since }, ...within], until);
  });
