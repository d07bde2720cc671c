/** The comment lines at the top of a file. Pure. */

export interface SplitFile {
  /** The header as YAML; the start of each line is replaced by spaces, so that offsets are those of the file. */
  readonly yaml: string;
  /** Offset of the SQL in the file, and the SQL, trimmed. */
  readonly start: number;
  readonly sql: string;
}

const commentLine = /^--.*$/;

/** The header ends at the first line that isn't a comment; the rest is SQL, including its comments. */
export const splitFile = (text: string): SplitFile => {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !commentLine.test(line.replace(/\r$/, "")));
  const header = end < 0 ? lines : lines.slice(0, end);
  const yaml = header.map((line) => line.replace(/^--/, "  ")).join("\n");
  const rest = text.slice(end < 0 ? text.length : header.reduce((length, line) => length + line.length + 1, 0));
  const sql = rest.trim();
  return { yaml, start: text.length - rest.length + (sql === "" ? 0 : rest.indexOf(sql)), sql };
};
