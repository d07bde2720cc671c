/**
 * Athena's result files: CSV with a header line, every value in quotes, and NULL as an empty unquoted field. CSV
 * libraries read that as an empty string unless they call back for each value, which takes most of their time. Pure.
 * https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
 */
import type { ResultRow } from "../query/query-answer.ts";

const quote = 0x22;
const newline = 0x0a;

/** Takes a file in pieces, split anywhere between two characters, and returns its rows as soon as they are complete. */
export class AthenaCsv {
  #rest = "";

  /** Rows that this piece completes; a file's first row has the column names. */
  take(piece: string): readonly ResultRow[] {
    const text = this.#rest + piece;
    const rows: ResultRow[] = [];
    let row: (string | null)[] = [];
    let at = 0;
    let rowEnd = 0;
    while (at < text.length) {
      if (text.charCodeAt(at) === quote) {
        const close = closingQuote(text, at + 1);
        // the character after the quote decides whether it closes the value
        if (close === undefined || close + 1 >= text.length) break;
        row.push(unquoted(text.slice(at + 1, close)));
        at = close + 1;
      } else row.push(null);
      if (text.charCodeAt(at) === newline) {
        rows.push(row);
        row = [];
        rowEnd = at + 1;
      }
      at += 1;
    }
    this.#rest = text.slice(rowEnd);
    return rows;
  }

  /** Whether the last row is complete. */
  get isAtEnd(): boolean {
    return this.#rest === "";
  }
}

/** Index of the value's closing quote; `undefined` if the piece ends first. */
const closingQuote = (text: string, start: number): number | undefined => {
  for (let at = start; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return undefined;
    if (text.charCodeAt(at + 1) !== quote) return at;
  }
};

const unquoted = (value: string): string => (value.includes('"') ? value.replaceAll('""', '"') : value);
