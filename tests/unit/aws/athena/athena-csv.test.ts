import { expect } from "chai";
import fc from "fast-check";
import { AthenaCsv } from "../../../../aws/athena/athena-csv.ts";

/** As Athena writes it. */
const written = (rows: readonly (readonly (string | null)[])[]): string =>
  rows
    .map((row) => `${row.map((value) => (value === null ? "" : `"${value.replaceAll('"', '""')}"`)).join(",")}\n`)
    .join("");

describe("Athena's result files", () => {
  const value = fc.option(
    fc.oneof(fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", "é", "🦆"), maxLength: 8 }), fc.string()),
  );
  const rowsOf = (columns: number) => fc.array(fc.array(value, { minLength: columns, maxLength: columns }));
  const tables = fc.integer({ min: 1, max: 4 }).chain(rowsOf);

  it("are read as they were written, wherever the pieces are cut", () => {
    fc.assert(
      fc.property(tables, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (rows, sizes) => {
        const text = written(rows);
        const csv = new AthenaCsv();
        const read: unknown[] = [];
        for (let at = 0, turn = 0; at < text.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          read.push(...csv.take(text.slice(at, at + size)));
          at += size;
        }
        expect(read).to.deep.equal(rows);
        expect(csv.isAtEnd).to.equal(true);
      }),
    );
  });

  it("that end in the middle of a row are known by it", () => {
    const csv = new AthenaCsv();
    expect(csv.take('"a","b"\n"1","tw')).to.deep.equal([["a", "b"]]);
    expect(csv.isAtEnd).to.equal(false);
  });
});
