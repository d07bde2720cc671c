/** Values at places of a JSON answer, written as `$.meta.next`. */
export const keysOfPlace = (place: string): readonly string[] =>
  place
    .replace(/\[\*\]$/, "")
    .split(".")
    .slice(1);

/** `undefined` if it is not there. */
export const valueAt = (value: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (inside, key) =>
      typeof inside === "object" && inside !== null && !Array.isArray(inside) && Object.hasOwn(inside, key)
        ? (inside as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );

export const wholeNumber = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
