import { expect } from "chai";
import { csvLine } from "../../../../cli/output/csv.ts";
import { formatBytes, formatCount, formatSeconds, plural } from "../../../../cli/output/format.ts";
import { renderRows } from "../../../../cli/output/rows.ts";
import { renderText } from "../../../../cli/output/text.ts";

describe("formats", () => {
  it("write numbers for people", () => {
    expect([0, 999, 336_776, 1_000_000].map(formatCount)).to.deep.equal(["0", "999", "336,776", "1,000,000"]);
    expect([0.04, 9.94, 9.96, 59.4, 59.6, 185].map(formatSeconds)).to.deep.equal([
      "0.0 s",
      "9.9 s",
      "10 s",
      "59 s",
      "1 min 00 s",
      "3 min 05 s",
    ]);
    expect([0, 512, 1024, 1_395_864_371, 5e12].map(formatBytes)).to.deep.equal([
      "0 B",
      "512 B",
      "1.0 KiB",
      "1.3 GiB",
      "4.5 TiB",
    ]);
    expect([plural(1, "row"), plural(2, "row"), plural(0, "query", "queries")]).to.deep.equal([
      "1 row",
      "2 rows",
      "0 queries",
    ]);
  });

  it("align numbers right and show NULL", () => {
    const table = renderRows({
      columns: [
        { name: "carrier", type: "varchar", precision: 0, scale: 0 },
        { name: "flights", type: "bigint", precision: 0, scale: 0 },
        { name: "rate", type: "double", precision: 0, scale: 0 },
      ],
      rows: [
        ["UA", "58665", "0.7"],
        ["Endeavor", "9", null],
      ],
    });
    expect(renderText(table)).to.equal(
      ["carrier   flights  rate", "───────────────────────", "UA          58665   0.7", "Endeavor        9  NULL"].join(
        "\n",
      ),
    );
  });

  it("keep NULL, empty text, quotes and line ends apart in CSV", () => {
    const lines = [
      ["a", "b,c"],
      [null, ""],
      ['say "so"', "two\nlines"],
    ];
    expect(lines.map(csvLine)).to.deep.equal(['a,"b,c"\r\n', ',""\r\n', '"say ""so""","two\nlines"\r\n']);
  });
});
