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

/** How many letters a slip may change in a name. */
const tolerated = (name: string): number => Math.max(1, Math.floor(name.length / 3));

/** The nearest of `allowed` if it is near enough to be a slip: a third of the letters at most. */
export const nearest = (found: string, allowed: readonly string[]): string | undefined => {
  // What is right needs no search, and is asked for of every setting of every contract
  if (allowed.includes(found)) return found;
  const ranked = allowed
    // Each letter that one name has more than the other is a change
    .filter((name) => Math.abs(name.length - found.length) <= tolerated(name))
    .map((name) => ({ name, distance: distance(found.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= tolerated(candidate.name))
    .sort((left, right) => left.distance - right.distance || left.name.localeCompare(right.name, "en"));
  return ranked[0]?.name;
};

/** Instruction that names the nearest allowed value, or else asks for one of them. */
export const writeNearest = (found: string, allowed: readonly string[], otherwise: string): string => {
  const name = nearest(found, allowed);
  return name === undefined ? otherwise : `write ${JSON.stringify(name)} if that is what you mean`;
};
