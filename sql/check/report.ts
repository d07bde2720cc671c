/** Collects problems while files are read. */
import type { Problem } from "../../model/validation/problem.ts";
import { placeOf, positionAt, type SourceFile } from "../project/source-text.ts";
import type { SqlCode, SqlWarning, unusedAllowance } from "../codes.ts";

/** Adds a problem of one file; `offset` is in the file's text. */
export type ReportFile = (code: SqlCode, offset: number, message: string, fix: string) => void;
type WarnFile = (code: SqlWarning | typeof unusedAllowance, offset: number, message: string, fix: string) => void;

/** What checking reports about a project's files. */
export type SqlProblem = Problem<SqlCode | SqlWarning | typeof unusedAllowance>;

type Found<Code extends string> = Problem<Code> & { readonly file: string; readonly offset: number };

/** By file, then by place in the file. */
const inOrder = <Code extends string>(found: readonly Found<Code>[]): readonly Problem<Code>[] =>
  [...found]
    .sort((a, b) => (a.file === b.file ? a.offset - b.offset : a.file < b.file ? -1 : 1))
    .map(({ code, place, message, fix }) => ({ code, place, message, fix }));

export class SqlReport {
  readonly #problems: Found<SqlCode>[] = [];
  readonly #warnings: Found<SqlWarning | typeof unusedAllowance>[] = [];

  on(source: SourceFile): ReportFile {
    return (code, offset, message, fix) => {
      const place = placeOf(positionAt(source, offset));
      this.#problems.push({ code, place, message, fix, file: source.file, offset });
    };
  }

  /** Like `on`, for warnings. */
  warnOn(source: SourceFile): WarnFile {
    return (code, offset, message, fix) => {
      const place = placeOf(positionAt(source, offset));
      this.#warnings.push({ code, place, message, fix, file: source.file, offset });
    };
  }

  get problems(): readonly Problem<SqlCode>[] {
    return inOrder(this.#problems);
  }

  get warnings(): readonly SqlProblem[] {
    return inOrder(this.#warnings);
  }
}
