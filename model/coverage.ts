/** Which stretches of source time are complete, and which are missing between them. Pure. */
import type { Window } from "./documents/values.ts";

export const sameWindow = (one: Window, other: Window): boolean =>
  one.since === other.since && one.until === other.until;

const earlier = (one: string, other: string): string => (one < other ? one : other);
const later = (one: string, other: string): string => (one > other ? one : other);

/**
 * The windows with one more, in order; those that overlap or touch are one.
 *
 * @param covered in order, none of which touch; instants are all written alike, as `Window` has them
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

/** What is missing from the first covered instant up to `until`; nothing when nothing is covered. */
export const gapsIn = (covered: readonly Window[], until: string): readonly Window[] =>
  covered.flatMap((window, index) => {
    const next = covered[index + 1]?.since ?? until;
    return window.until < earlier(next, until) ? [{ since: window.until, until: earlier(next, until) }] : [];
  });

/** What of the windows is not covered, in their order. */
export const uncovered = (windows: readonly Window[], covered: readonly Window[]): readonly Window[] =>
  windows.flatMap(({ since, until }) => {
    const within = covered.filter((one) => one.until > since && one.since < until);
    return gapsIn([{ since, until: since }, ...within], until);
  });
