import { createHash, hash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { recordLines } from "../../model/record-lines.ts";

/** What lands in the raw zone, and what the ledger says of it. */
export interface PageObject {
  /** gzip of one record per line. The same records give the same bytes. */
  readonly body: Uint8Array;
  readonly rows: number;
  /** SHA-256 of `body`, hex. */
  readonly sha256: string;
  /** Sum of the first 60 bits of each line's SHA-256, decimal digits. */
  readonly rowHashSum: string;
}

const compress = promisify(gzip);
const lineFeed = 0x0a;

/** Raw pages are read once or twice, so time counts for more than size: level 1 takes a third of level 6. */
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

/**
 * The first 60 bits are two numbers of 32 and 28 bits, whose sums stay exact in doubles for two million lines: a BigInt per
 * line costs more than the hash itself. As text a digest costs half of what it costs as a buffer.
 */
const sumOfRowHashes = (lines: readonly Uint8Array[]): string => {
  let high = 0;
  let low = 0;
  for (const line of lines) {
    const digest = hash("sha256", line, "hex");
    high += Number.parseInt(digest.slice(0, 8), 16);
    low += Number.parseInt(digest.slice(8, 15), 16);
  }
  return ((BigInt(high) << 28n) + BigInt(low)).toString();
};

/**
 * @param body an answer of the source that `checkPage` has accepted
 */
export const pageObject = async (body: Uint8Array): Promise<PageObject> => {
  const lines = recordLines(body);
  const compressed = await compress(joined(lines), { level });
  return {
    body: compressed,
    rows: lines.length,
    sha256: createHash("sha256").update(compressed).digest("hex"),
    rowHashSum: sumOfRowHashes(lines),
  };
};
