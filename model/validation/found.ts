/** A value as shown in messages. */
export const found = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
