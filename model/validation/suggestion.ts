/** "Did you mean": the allowed name nearest to what was written. */

const distance = (left: string, right: string): number => {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(left).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(right).entries()) {
      const substituted = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(substituted, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
};

/** How many letters a typo may change in a name, but never the only one. */
const tolerated = (name: string): number => (name.length === 1 ? 0 : Math.max(1, Math.floor(name.length / 3)));

/** The nearest of `allowed` if it is close enough to be a typo: at most a third of the letters differ. */
export const nearest = (found: string, allowed: readonly string[]): string | undefined => {
  // Correct names need no search; this is called for every setting of every contract
  if (allowed.includes(found)) return found;
  const ranked = allowed
    // Each extra letter in either name is a change
    .filter((name) => Math.abs(name.length - found.length) <= tolerated(name))
    .map((name) => ({ name, distance: distance(found.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= tolerated(candidate.name))
    .sort((left, right) => left.distance - right.distance || left.name.localeCompare(right.name, "en"));
  return ranked[0]?.name;
};

const hasParts = (name: string): boolean => /^[a-z_]\w*(\.[a-z_]\w*)+$/i.test(name);
const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/**
 * Like `nearest`, for names in parts such as `<database>.<table>`: each part may have a typo. If no whole name is
 * close, returns the one whose last part is close, if there is only one.
 */
const nearestInParts = (found: string, allowed: readonly string[]): string | undefined => {
  const parts = found.split(".");
  const choose = (index: number, among: readonly string[]): readonly string[] => {
    const written = parts[index];
    if (written === undefined || among.length === 0) return among;
    const meant = nearest(
      written,
      among.map((name) => name.split(".")[index] ?? ""),
    );
    return choose(
      index + 1,
      among.filter((name) => name.split(".")[index] === meant),
    );
  };
  const [whole] = choose(
    0,
    allowed.filter((name) => name.split(".").length === parts.length),
  );
  if (whole !== undefined) return whole;
  const last = nearest(lastPart(found), allowed.map(lastPart));
  const elsewhere = allowed.filter((name) => lastPart(name) === last);
  return elsewhere.length === 1 ? elsewhere[0] : undefined;
};

/** An instruction that names the nearest allowed value, or else `otherwise`. Names may have dotted parts. */
export const writeNearest = (found: string, allowed: readonly string[], otherwise: string): string => {
  const name = allowed.some(hasParts) ? nearestInParts(found, allowed) : nearest(found, allowed);
  return name === undefined ? otherwise : `write ${JSON.stringify(name)} if that is what you mean`;
};
