/** A file's text and positions in it. Pure. */
import type { Position } from "./types.ts";

export interface SourceFile {
  /** `sql/views/x.sql`, with `/` between folders; the folder determines what the file declares. */
  readonly file: string;
  readonly text: string;
}

/** Line and column, both from 1, of an offset in UTF-16 units. */
export const positionAt = ({ file, text }: SourceFile, offset: number): Position => {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf("\n");
  return { file, line: before.split("\n").length, column: offset - lastBreak };
};

export const placeOf = ({ file, line, column }: Position): string => `${file}:${line}:${column}`;

/** The parser, written in Rust, counts characters where JavaScript counts UTF-16 units; they differ beyond the BMP. */
export const offsetOfCharacter = (text: string): ((character: number) => number) => {
  if (!/[\ud800-\udfff]/.test(text)) return (character) => character;
  const starts: number[] = [];
  let offset = 0;
  for (const character of text) {
    starts.push(offset);
    offset += character.length;
  }
  return (character) => starts[character] ?? offset;
};
