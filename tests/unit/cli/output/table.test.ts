import { expect } from "chai";
import fc from "fast-check";
import stringWidth from "string-width";
import { renderRows } from "../../../../cli/output/rows.ts";
import { numbers, renderTable, table, type Column } from "../../../../cli/output/table.ts";
import { apart, renderText, widthOf } from "../../../../cli/output/text.ts";

const linesOf = (text: string): readonly string[] => text.split("\n");

describe("a table", () => {
  const nights = table(
    [{ title: "dataset" }, numbers("planned", 1), numbers("loaded"), { title: "reason", shortenTo: 8 }],
    [
      ["flights.flights", "336,776", "336,776", "page 3: 503 Service Unavailable"],
      ["flights.planes", "3,322", "3,322", ""],
    ],
  );

  it("is whole where there is room, and where nobody says how much there is", () => {
    const whole = renderTable(nights, Infinity);
    expect(whole).to.equal(`dataset          planned   loaded  reason
──────────────────────────────────────────────────────────────────
flights.flights  336,776  336,776  page 3: 503 Service Unavailable
flights.planes     3,322    3,322`);
    expect(renderTable(nights, 66)).to.equal(whole);
  });

  it("shortens what may be shortened first, and says so", () => {
    expect(renderTable(nights, 60)).to.equal(`dataset          planned   loaded  reason
────────────────────────────────────────────────────────────
flights.flights  336,776  336,776  page 3: 503 Service Unav…
flights.planes     3,322    3,322
(shortened: reason; --json has all)`);
  });

  it("then leaves columns out in their order, and gives the room to what was shortened", () => {
    expect(renderTable(nights, 40)).to.equal(`dataset           loaded  reason
────────────────────────────────────────
flights.flights  336,776  page 3: 503 S…
flights.planes     3,322
(left out: 1; shortened: 1; --json has …`);
  });

  it("names what is missing, or counts it where the names are too many", () => {
    const many = table(
      Array.from({ length: 9 }, (_, index) => numbers(`column ${index}`, 9 - index)),
      [Array.from({ length: 9 }, () => "1")],
    );
    expect(linesOf(renderTable(many, 60)).at(-1)).to.equal("(left out: column 6, column 7, column 8; --json has all)");
    expect(linesOf(renderTable(many, 50)).at(-1)).to.equal("(left out: 4; --json has all)");
  });

  it("shortens at last what better stayed whole, but no number", () => {
    expect(renderTable(nights, 24)).to.equal(`dataset   loaded  reason
────────────────────────
flight…  336,776  page …
flight…    3,322
(left out: 1; shortened…`);
    expect(linesOf(renderTable(nights, 12))[2]).to.equal("flights.fli…");
  });

  it("of a query gives up its last columns first, and keeps the first one", () => {
    const column = (name: string, type: string) => ({ name, type, precision: 0, scale: 0 });
    const columns = [column("carrier", "varchar"), column("name", "varchar"), column("flights", "bigint")];
    const rows = [["EV", "ExpressJet Airlines Incorporated", "54173"]];
    const shown = (width: number) => linesOf(renderTable(renderRows({ columns, rows }), width))[2];
    expect([60, 34, 27, 8].map(shown)).to.deep.equal([
      "EV       ExpressJet Airlines Incorporated    54173",
      "EV       ExpressJet Airl…    54173",
      "EV       ExpressJet Airlin…",
      "EV",
    ]);
  });

  // a table's lines have no trailing spaces, so the exact terminal contents are known
  const trimmed = (text: string): string =>
    text
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n");
  const cell = fc
    .oneof(
      fc.string({ maxLength: 30 }),
      fc.string({ unit: fc.constantFrom("a", "語", "🦆", "é", "\n", " "), maxLength: 30 }),
      fc.integer().map((value) => value.toString()),
    )
    .map(trimmed);
  const column = fc.record<Column>(
    {
      title: fc.string({ minLength: 1, maxLength: 12 }).map((title) => title.trim() || "title"),
      align: fc.constantFrom("left" as const, "right" as const),
      shortenTo: fc.integer({ min: 1, max: 20 }),
      leaveOut: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: ["title"] },
  );
  const tables = fc
    .array(column, { minLength: 1, maxLength: 8 })
    .chain((columns) =>
      fc.array(fc.tuple(...columns.map(() => cell)), { maxLength: 5 }).map((rows) => table(columns, rows)),
    );

  it("has no line that is wider than the terminal", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 120 }), (drawn, width) => {
        for (const line of linesOf(renderTable(drawn, width))) expect(stringWidth(line)).to.be.at.most(width);
      }),
    );
  });

  it("is unchanged wherever it fits", () => {
    fc.assert(
      fc.property(tables, fc.nat(50), (drawn, more) => {
        const whole = renderTable(drawn, Infinity);
        const width = linesOf(whole).reduce((most, line) => Math.max(most, stringWidth(line)), 0);
        expect(renderTable(drawn, width + more)).to.equal(whole);
      }),
    );
  });
});

describe("an answer", () => {
  const answer = apart(["first", [table([{ title: "a", shortenTo: 4 }], [["123456789"]]), "its end"]]);

  it("lays its tables out for the terminal that it goes to", () => {
    expect(renderText(answer)).to.equal("first\n\na\n─────────\n123456789\nits end");
    expect(linesOf(renderText(answer, 6))).to.include("12345…");
  });

  it("is as wide as it wants to be elsewhere, and on a terminal that doesn't say how wide it is", () => {
    expect(widthOf({ isTTY: true, columns: 80 })).to.equal(80);
    expect(widthOf({ isTTY: true, columns: 0 })).to.equal(Infinity);
    expect(widthOf({ isTTY: true })).to.equal(Infinity);
    expect(widthOf({ columns: 80 })).to.equal(Infinity);
  });
});
