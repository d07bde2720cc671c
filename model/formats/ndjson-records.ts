/** Splits NDJSON, an answer with one JSON value per line, into its records. */
import { withoutLineBreaks } from "./line-breaks.ts";
import { textStart } from "./text-start.ts";

const lineFeed = 0x0a;

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

/**
 * The bytes of each line, in order, without line ends. Blank lines are no records. What the lines hold isn't checked.
 *
 * @param body in UTF-8, with or without a byte order mark
 * @returns arrays that may share memory with `body`
 */
export const ndjsonRecords = (body: Uint8Array): readonly Uint8Array[] => {
  const records: Uint8Array[] = [];
  for (let from = textStart(body); from < body.length;) {
    const found = body.indexOf(lineFeed, from);
    const end = found < 0 ? body.length : found;
    const line = body.subarray(from, end);
    if (!isBlank(line)) records.push(withoutLineBreaks(line));
    from = end + 1;
  }
  return records;
};
