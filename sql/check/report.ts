/** Collecting of problems while files are read. */
import type { Problem } from "../../model/problem.ts";
import { placeOf, positionAt, type SourceFile } from "../project/source-text.ts";
import type { SqlCode } from "./codes.ts";

/** Adds a problem of one file; `offset` is in the file's text. */
export type ReportFile = (code: SqlCode, offset: number, message: string, fix: string) => void;

export class SqlReport {
  readonly #problems: (Problem & { readonly file: string; readonly offset: number })[] = [];

  on(source: SourceFile): ReportFile {
    return (code, offset, message, fix) => {
      const place = placeOf(positionAt(source, offset));
      this.#problems.push({ code, place, message, fix, file: source.file, offset });
    };
  }

  /** In the order of files, then of places in them. */
  get problems(): readonly Problem[] {
    return [...this.#problems]
      .sort((a, b) => (a.file === b.file ? a.offset - b.offset : a.file < b.file ? -1 : 1))
      .map(({ code, place, message, fix }) => ({ code, place, message, fix }));
  }
}
