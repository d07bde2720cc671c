/** Where a list continues, with the filters that it was asked for. */
export interface Cursor {
  readonly place: number;
  readonly filters: Readonly<Record<string, string>>;
}

/** A cursor as clients get it: a text that they can't know the meaning of. */
export const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

const isCursor = (value: unknown): value is Cursor =>
  typeof value === "object" &&
  value !== null &&
  "place" in value &&
  Number.isSafeInteger(value.place) &&
  "filters" in value;

/** `undefined` for a text that isn't one of our cursors. */
export const readCursor = (text: string): Cursor | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return isCursor(value) && writeCursor({ place: value.place, filters: value.filters }) === text ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
