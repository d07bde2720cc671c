/** A CSV text whose rows are parsed on request: a year of flights is 6 million fields. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly count: number;
  /** Fields of a row, starting at 0. */
  readonly row: (index: number) => readonly string[];
}

/** The files have neither quotes nor line breaks in fields; other files are rejected. */
export const parseCsv = (name: string, text: string): CsvTable => {
  if (text.includes('"')) throw new Error(`CSV_UNSUPPORTED ${name}: it has quoted fields; allowed are plain ones`);
  const [header = "", ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const columns = header.split(",");
  const row = (index: number): readonly string[] => {
    const fields = lines[index]?.split(",") ?? [];
    if (fields.length === columns.length) return fields;
    const place = `${name} line ${index + 2}`;
    throw new Error(`CSV_UNSUPPORTED ${place}: ${fields.length} fields, the header has ${columns.length}`);
  };
  return { columns, count: lines.length, row };
};
