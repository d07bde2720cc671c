import { expect } from "chai";
import fc from "fast-check";
import { csvRecords, CsvRecordsError } from "../../../../model/formats/csv-records.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const decoded = (record: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(record);

const piece = fc.constantFrom('"', ",", ";", "\n", "\r", "\r\n", "a", "é", " ", "\0", "\ufeff");
const cell = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme" }),
);
const rows = fc
  .integer({ min: 2, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));
const delimiters = fc.constantFrom(",", ";", "\t", "|", "^", "-", "]", "\\");
const lineEnd = fc.constantFrom("\n", "\r\n");

const written = (value: string, delimiter: string, always: boolean): string =>
  always || [delimiter, '"', "\n", "\r"].some((sign) => value.includes(sign))
    ? `"${value.replaceAll('"', '""')}"`
    : value;

/** Records by a scanner that looks at one character after another, as RFC 4180 is usually read. */
const slowly = (body: string, delimiter: string): readonly string[] | undefined => {
  const records: string[] = [];
  let start = 0;
  let state: "begin" | "plain" | "quoted" | "closing" = "begin";
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at];
    if (state === "quoted") {
      if (sign === '"') state = "closing";
    } else if (state === "closing" && sign === '"') state = "quoted";
    else if (state === "begin" && sign === '"') state = "quoted";
    else if (sign === "\n") {
      records.push(body.slice(start, at).replace(/\r$/, ""));
      [start, state] = [at + 1, "begin"];
    } else state = sign === delimiter ? "begin" : "plain";
  }
  if (state === "quoted") return undefined;
  return start < body.length ? [...records, body.slice(start)] : records;
};

describe("csv records", () => {
  it("are the lines that were written, whatever the cells hold", () => {
    fc.assert(
      fc.property(rows, delimiters, lineEnd, fc.boolean(), fc.boolean(), (values, delimiter, end, always, isEnded) => {
        const header = (values[0] ?? []).map((_, index) => `h${index}`);
        const lines = values.map((row) => row.map((value) => written(value, delimiter, always)).join(delimiter));
        const body = [header.join(delimiter), ...lines].join(end) + (isEnded ? end : "");
        const found = csvRecords(bytes(body), delimiter);
        expect(found.names).to.deep.equal(header);
        expect(found.records.map(decoded)).to.deep.equal(lines);
      }),
    );
  });

  it("are those that a scanner of single characters finds in any text", () => {
    const anything = fc.array(fc.constantFrom('"', ",", "\n", "\r", "\r\n", "a", '","', '"\n"'), { maxLength: 24 });
    fc.assert(
      fc.property(anything, fc.constantFrom("h\n", "h1,h2\n"), (parts, header) => {
        const body = header + parts.join("");
        const expected = slowly(body, ",")?.slice(1);
        if (expected === undefined) {
          expect(() => csvRecords(bytes(body), ",")).to.throw(CsvRecordsError, "it ends within a quoted field");
          return;
        }
        const isWide = header.includes(",");
        const found = csvRecords(bytes(body), ",").records.map(decoded);
        expect(found).to.deep.equal(expected.filter((record) => !isWide || record !== ""));
      }),
      { numRuns: 1000 },
    );
  });

  it("have the names of the header, whatever these are", () => {
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 2, maxLength: 5 }),
        delimiters,
        fc.boolean(),
        (names, delimiter, always) => {
          const header = names.map((name) => written(name, delimiter, always)).join(delimiter);
          expect(csvRecords(bytes(`\ufeff${header}\nx`), delimiter).names).to.deep.equal(names);
        },
      ),
    );
  });

  it("share the body's memory", () => {
    const body = bytes('id,name\n1,"a"\n');
    expect(csvRecords(body, ",").records[0]?.buffer).to.equal(body.buffer);
  });
});
