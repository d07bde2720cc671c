/**
 * Athena's result files: CSV with a line of names first, every value in quotes, and nothing at all for NULL. CSV libraries
 * take that nothing for an empty string, unless they are asked about each value, which takes most of their time. Pure.
 * https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
 */
import type { ResultRow } from "../query/query-answer.ts";

const quote = 0x22;
const newline = 0x0a;

/** Takes a file in pieces, cut anywhere between two characters, and gives its rows as soon as they are whole. */
export class AthenaCsv {
  #rest = "";

  /** Rows that are whole with this piece; the first one of a file are the columns' names. */
  take(piece: string): readonly ResultRow[] {
    const text = this.#rest + piece;
    const rows: ResultRow[] = [];
    let row: (string | null)[] = [];
    let at = 0;
    let rowEnd = 0;
    while (at < text.length) {
      if (text.charCodeAt(at) === quote) {
        const close = closingQuote(text, at + 1);
        // what follows the quote says whether it closes the value
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

  /** True when the last row is whole. */
  get isAtEnd(): boolean {
    return this.#rest === "";
  }
}

/** Where the value ends; undefined when the piece ends first. */
const closingQuote = (text: string, start: number): number | undefined => {
  for (let at = start; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return undefined;
    if (text.charCodeAt(at + 1) !== quote) return at;
  }
};

const unquoted = (value: string): string => (value.includes('"') ? value.replaceAll('""', '"') : value);
