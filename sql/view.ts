/** A table or view that a view reads. */
export interface TableReference {
  /** `<database>.<table>`, lower case, unquoted. */
  readonly name: string;
  /** From 1, in the file. */
  readonly line: number;
}

/** A view as one file of `sql/views` declares it: a header of `-- key: value` lines, then one plain SELECT. */
export interface View {
  /** `<database>.<view>`, lower case. */
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  /** Path as it is shown to people. */
  readonly file: string;
  /** The SELECT, without header and closing semicolon. */
  readonly select: string;
  readonly reads: readonly TableReference[];
}
