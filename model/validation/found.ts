const longest = 200;

/** A value as shown in messages, shortened to 200 characters. */
export const found = (value: unknown): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
};
