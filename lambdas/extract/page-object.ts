import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { sumOfRowHashes } from "../../model/row-hashes.ts";
import type { FetchedPage } from "../../sources/connector.ts";
import { withKeyHashes } from "../shared/key-header.ts";

/** The object that lands in the raw zone, and its record in the ledger. */
export interface PageObject {
  /** gzip of the page's content. The same answer gives the same bytes. */
  readonly body: Uint8Array;
  readonly rows: number;
  /** SHA-256 of `body`, hex. */
  readonly sha256: string;
  /** Sum of the first 60 bits of each record's SHA-256, decimal digits. */
  readonly rowHashSum: string;
}

const compress = promisify(gzip);
const lineFeed = 0x0a;

/** Raw pages are read once or twice, so speed matters more than size: level 1 takes a third of the time of level 6. */
const level = 1;

const joined = (lines: readonly Uint8Array[]): Uint8Array => {
  const text = new Uint8Array(lines.reduce((sum, line) => sum + line.byteLength + 1, 0));
  let at = 0;
  for (const line of lines) {
    text.set(line, at);
    at += line.byteLength;
    text[at] = lineFeed;
    at += 1;
  }
  return text;
};

/** The raw object of a page, in the bytes of its source. */
export const pageObject = async ({ records, content, keys }: FetchedPage): Promise<PageObject> => {
  const zipped = await compress(content ?? joined(records), { level });
  const compressed = keys === undefined ? zipped : withKeyHashes(zipped, keys);
  return {
    body: compressed,
    rows: records.length,
    sha256: createHash("sha256").update(compressed).digest("hex"),
    rowHashSum: sumOfRowHashes(records),
  };
};
