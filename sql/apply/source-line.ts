/** Finds the line of a file that an engine complains about. Pure. */

import type { SourceFile } from "../project/source-text.ts";

const engineLine = /\bline (\d+):(\d+)/;

/** Lines after the object's own SQL in the statement that the engine is asked about, see `describeStatement`. */
const linesAfter = 1;

const lineCount = (text: string): number => text.split("\n").length;

/**
 * `<file>:<line>:<column>` where the engine names a place inside the object's SQL, `<file>` where it doesn't.
 *
 * @param message of the engine, e.g. `SYNTAX_ERROR: line 3:8: Column 'x' cannot be resolved`
 * @param statement that it was asked about; the object's SQL stands before its last line
 * @param sql the object's, with which its file ends
 */
export const sourcePlace = (
  message: string,
  { statement, sql, file }: { readonly statement: string; readonly sql: string; readonly file: SourceFile },
): string => {
  const [, line, column] = engineLine.exec(message) ?? [];
  if (line === undefined || column === undefined) return file.file;
  const sqlLines = lineCount(sql);
  const before = lineCount(statement) - linesAfter - sqlLines;
  const own = Number(line) - before;
  const firstLine = lineCount(file.text.trimEnd()) - sqlLines + 1;
  if (own < 1 || own > sqlLines || firstLine < 1) return file.file;
  return `${file.file}:${(firstLine + own - 1).toString()}:${column}`;
};

/** The engine's reason without the place in a statement that nobody wrote. */
export const withoutEngineLine = (message: string): string => message.replace(/\bline \d+:\d+: /, "");
