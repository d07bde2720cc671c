/** Finds the line of a file that an engine complains about. Pure. */

import type { SourceFile } from "../project/source-text.ts";

const engineLine = /\bline (\d+):(\d+)/;

interface Asked {
  readonly statement: string;
  readonly sql: string;
  readonly file: SourceFile;
  readonly linesAfter: number;
}

const lineCount = (text: string): number => text.split("\n").length;

/**
 * `<file>:<line>:<column>` if the engine names a place inside the object's SQL, `<file>` if it doesn't.
 *
 * @param message of the engine, e.g. `SYNTAX_ERROR: line 3:8: Column 'x' cannot be resolved`
 * @param statement that the engine was given
 * @param sql the part of the statement that is copied from the file unchanged
 * @param linesAfter lines of the statement after that part; `describeStatement` has one
 */
export const sourcePlace = (message: string, { statement, sql, file, linesAfter }: Asked): string => {
  const [, line, column] = engineLine.exec(message) ?? [];
  if (line === undefined || column === undefined) return file.file;
  const sqlLines = lineCount(sql);
  const before = lineCount(statement) - linesAfter - sqlLines;
  const own = Number(line) - before;
  const start = file.text.lastIndexOf(sql);
  const firstLine = start < 0 ? 0 : lineCount(file.text.slice(0, start));
  if (own < 1 || own > sqlLines || firstLine < 1) return file.file;
  return `${file.file}:${firstLine + own - 1}:${column}`;
};
