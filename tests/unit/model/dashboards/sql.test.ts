import { expect } from "chai";
import fc from "fast-check";
import type { AskingVisual, Chart } from "../../../../model/dashboards/visual-schema.ts";
import { readValues } from "../../../../model/dashboards/parameters.ts";
import { optionsStatement, parametersOf, statementOf } from "../../../../model/dashboards/sql.ts";
import { bar, dashboardOf } from "./files.ts";

const dashboard = dashboardOf({
  queries: [{ name: "sales", reads: "shop_curated.sales", filters: { day: "period", shop: "shop", title: "word" } }],
});
const asked = (visual: AskingVisual, address = ""): string =>
  statementOf(dashboard, visual, readValues(dashboard, new URLSearchParams(address)).values);
const chart = bar as Chart;

describe("statements of visuals", () => {
  it("aggregate at the engine, by the channels' names", () => {
    expect(asked(chart)).to.equal(
      [
        'SELECT\n  q."shop" AS "shop",\n  sum(q."amount") AS "sum_amount"',
        'FROM "shop_curated"."sales" AS q',
        "GROUP BY 1",
        "ORDER BY 1, 2",
        "LIMIT 5001",
      ].join("\n"),
    );
  });

  it("divide sums, so that a rate is right whatever it is of", () => {
    const y = { field: "amount", aggregate: "ratio", over: "items" } as const;
    expect(asked({ ...chart, encoding: { ...chart.encoding, y } })).to.include(
      'CAST(sum(q."amount") AS double) / nullif(CAST(sum(q."items") AS double), 0) AS "ratio_amount"',
    );
  });

  it("take the first by what they are sorted by", () => {
    const top: Chart = { ...chart, limit: 10, encoding: { ...chart.encoding, x: { field: "shop", sort: "-y" } } };
    expect(asked(top)).to.match(/ORDER BY 2 DESC NULLS LAST, 1\nLIMIT 10$/);
  });

  it("filter by days with the last one whole, by choices and by words", () => {
    const sql = asked(chart, "period=2026-02-28..2026-02-28&shop=b&shop=a&word=Ltd");
    expect(sql).to.include("q.\"day\" >= DATE '2026-02-28'\n  AND q.\"day\" < DATE '2026-03-01'");
    expect(sql).to.include("CAST(q.\"shop\" AS varchar) IN ('a', 'b')");
    expect(sql).to.include("strpos(lower(CAST(q.\"title\" AS varchar)), lower('Ltd')) > 0");
  });

  it("show the column that was chosen, and no other than those that can be", () => {
    const visual: Chart = {
      ...chart,
      encoding: { x: { field: "shop" }, y: { field: { parameter: "measure" }, aggregate: "sum" } },
    };
    expect(asked(visual)).to.include('sum(q."amount")');
    expect(asked(visual, "measure=items")).to.include('sum(q."items")');
    expect(asked(visual, "measure=secret")).to.include('sum(q."amount")');
    expect(parametersOf(dashboard, visual)).to.deep.equal(["measure", "period", "shop", "word"]);
  });

  it("hold what the address says as a literal alone, whatever it says", () => {
    const withoutLiterals = (sql: string): string => sql.replaceAll(/'(?:[^']|'')*'/g, "'…'");
    const shape = withoutLiterals(asked(chart, "shop=a&word=b"));
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.string({ minLength: 1, maxLength: 60 }),
        (shop, word) => {
          const address = new URLSearchParams({ shop, word }).toString();
          expect(withoutLiterals(asked(chart, address))).to.equal(shape);
        },
      ),
      {
        examples: [
          ["' OR 1=1 --", "'); DROP TABLE x; --"],
          ["''", "\\'"],
          ["'", "a'b''c'''"],
        ],
      },
    );
  });

  it("ask for totals by names of groups, which come before any limit", () => {
    const sql = asked({
      ...{ kind: "table", name: "t", title: "T", query: "sales", totals: true, limit: 5 },
      columns: [
        { field: "day", timeUnit: "yearmonth" },
        { field: "items", aggregate: "sum" },
      ],
    });
    expect(sql).to.include("date_trunc('month', q.\"day\") AS group_1");
    expect(sql).to.match(/GROUP BY GROUPING SETS \(\(group_1\), \(\)\)\nORDER BY totals_over DESC, 1, 2\nLIMIT 6$/);
  });

  it("ask what can be chosen, once per value", () => {
    const { values } = readValues(dashboard, new URLSearchParams("period=2026-01-01.."));
    const sql = optionsStatement(dashboard, { query: "sales", value: "shop" }, values);
    expect(sql).to.include('WHERE q."day" >= DATE \'2026-01-01\'\n  AND q."shop" IS NOT NULL\nGROUP BY 1');
  });
});

describe("values in the address", () => {
  const problemsOf = (address: string): readonly string[] =>
    readValues(dashboard, new URLSearchParams(address)).problems.map(({ message }) => message);

  it("that can't be read are told, and the defaults are shown", () => {
    expect(problemsOf("period=2026-02-30..")).to.have.length(1);
    expect(problemsOf("period=yesterday")).to.have.length(1);
    expect(problemsOf("period=2026-03-02..2026-03-01")).to.deep.equal(["2026-03-02 is after 2026-03-01"]);
    expect(problemsOf("measure=secret")[0]).to.include("allowed values are amount, items");
    expect(problemsOf(`word=${"x".repeat(201)}`)[0]).to.include("201 characters");
    expect(problemsOf("period=&shop=&word=")).to.deep.equal([]);
  });
});
