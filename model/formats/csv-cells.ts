/** Cells of a CSV record (RFC 4180) as text. */

/** A field that RFC 4180 allows, and the delimiter after it. */
const fieldPattern = (delimiter: string): RegExp => {
  const sign = delimiter.replace(/[\\\]^-]/, "\\$&");
  return new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${sign}]*))([${sign}]|$)`, "uy");
};

/** A record's cells, or the position in UTF-16 units at which it is no CSV. */
export const cellsOf = (
  record: string,
  delimiter: string,
): { readonly cells: readonly string[] } | { readonly brokenAt: number } => {
  const field = fieldPattern(delimiter);
  const cells: string[] = [];
  for (;;) {
    const at = field.lastIndex;
    const match = field.exec(record);
    if (match === null) return { brokenAt: at };
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "") return { cells };
  }
};

/** Records as objects from names to texts; one that isn't CSV, or has another number of cells, has none. */
export const csvObjects = (
  names: readonly string[],
  records: readonly Uint8Array[],
  delimiter: string,
): readonly object[] => {
  const decoder = new TextDecoder();
  return records.map((record) => {
    const read = cellsOf(decoder.decode(record), delimiter);
    if (!("cells" in read) || read.cells.length !== names.length) return {};
    return Object.fromEntries(names.map((name, index) => [name, read.cells[index]]));
  });
};
