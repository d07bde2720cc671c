/** The comment lines at the top of a file. Pure. */

export interface SplitFile {
  /** The header as YAML; what stands before it in each line is blank, so that offsets are those of the file. */
  readonly yaml: string;
  /** Offset of the SQL in the file, and the SQL without white space around it. */
  readonly start: number;
  readonly sql: string;
}

const commentLine = /^--.*$/;

/** The header goes to the first line that is no comment; what follows is SQL, comments in it included. */
export const splitFile = (text: string): SplitFile => {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !commentLine.test(line.replace(/\r$/, "")));
  const header = end < 0 ? lines : lines.slice(0, end);
  const yaml = header.map((line) => line.replace(/^--/, "  ")).join("\n");
  const rest = text.slice(end < 0 ? text.length : header.reduce((length, line) => length + line.length + 1, 0));
  const sql = rest.trim();
  return { yaml, start: text.length - rest.length + (sql === "" ? 0 : rest.indexOf(sql)), sql };
};
