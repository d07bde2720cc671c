import { expect } from "chai";
import { visualsOf } from "../../../../model/dashboards/definition.ts";
import type { AskingVisual } from "../../../../model/dashboards/visual-schema.ts";
import { readValues } from "../../../../model/dashboards/parameters.ts";
import { columnsShown } from "../../../../model/dashboards/vega.ts";
import { figuresOf } from "../../../../model/mails/figures.ts";
import { shops } from "./mails.ts";

const { values } = readValues(shops, new URLSearchParams());

const figures = (name: string, rows: readonly (readonly (string | null)[])[], day: string) => {
  const visual = visualsOf(shops).find((one) => one.name === name) as AskingVisual;
  const types: Readonly<Record<string, string>> = { yearmonthdate_day: "date", sum_amount: "decimal", shop: "varchar" };
  const names = name === "revenue" ? ["yearmonthdate_day", "sum_amount"] : ["yearmonthdate_day", "sum_amount", "shop"];
  const columns = names.map((column) => ({ name: column, type: types[column] ?? "" }));
  return figuresOf(visual, values, { columns: columnsShown(visual, columns, values), rows }, day);
};

describe("figures of a day", () => {
  it("compares with the day before and the same weekday a week before", () => {
    const rows = [
      ["2026-03-02", "80.00"],
      ["2026-03-08", "125.00"],
      ["2026-03-09", "100.00"],
    ];
    expect(figures("revenue", rows, "2026-03-09").figures).to.deep.equal([
      {
        title: "Revenue",
        value: "$100",
        changes: [
          { text: "▼ −20.0%, from $125", tone: "bad" },
          { text: "▲ +25.0%, from $80", tone: "good" },
        ],
      },
    ]);
  });

  it("says that there is no figure, and takes no other day's", () => {
    const [figure] = figures("revenue", [["2026-03-08", "125.00"]], "2026-03-09").figures;
    expect(figure?.value).to.equal("no figure for 2026-03-09");
    expect(figure?.changes).to.deep.equal([{ text: "from $125" }, { text: "no figure for 2026-03-02" }]);
  });

  it("has nothing to compare with on the first night", () => {
    const [figure] = figures("revenue", [["2026-03-01", "5.00"]], "2026-03-01").figures;
    expect(figure?.changes.map(({ text }) => text)).to.deep.equal([
      "no figure for 2026-02-28",
      "no figure for 2026-02-22",
    ]);
  });

  it("gives no percentage of a change from nothing, and the right sign to one from a loss", () => {
    const from = (before: string) =>
      figures(
        "revenue",
        [
          ["2026-03-08", before],
          ["2026-03-09", "10.00"],
        ],
        "2026-03-09",
      ).figures[0]?.changes[0];
    expect(from("0.00")).to.deep.equal({ text: "from $0" });
    expect(from("-10.00")).to.deep.equal({ text: "▲ +200.0%, from −$10", tone: "good" });
  });

  it("has a figure per category, the greatest first, those of the day before alone included", () => {
    const rows = [
      ["2026-03-08", "7.00", "Old"],
      ["2026-03-09", "1.00", "Small"],
      ["2026-03-09", "9.00", "Large"],
      ["2026-03-05", "3.00", "Elsewhere"],
    ];
    const group = figures("by-shop", rows, "2026-03-09");
    expect(group.category).to.equal("Shop");
    expect(group.figures.map(({ title, value }) => `${title}: ${value}`)).to.deep.equal([
      "Large: $9",
      "Small: $1",
      "Old: no figure for 2026-03-09",
    ]);
  });
});
