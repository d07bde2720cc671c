import { expect } from "chai";
import { renderPage } from "../../../../lambdas/report/page.ts";
import type { Report } from "../../../../model/documents/report.ts";
import { runId, window } from "../fakes.ts";

const report: Report = {
  formatVersion: 1,
  ...{ runId, group: "ops", window, state: "FAILED", error: "1 dataset of 2 failed: ops.<b>" },
  ...{ startedAt: "2026-01-06T01:30:00.000Z", finishedAt: "2026-01-06T02:00:00.000Z" },
  datasets: [
    {
      ...{ datasetId: "ops.events", state: "SUCCEEDED", source: 1_234_567, planned: 1_234_567, landed: 1_234_567 },
      ...{ loaded: 1_234_000, quarantined: 567, duplicates: 0, inserted: 1_234_000, updated: 0, deleted: 0 },
      quarantinedBy: { WRONG_TYPE: 567 },
      warnings: ["QUARANTINE 567 rows"],
      hops: [{ hop: "raw", rows: 1_234_567, rowHashSum: "98765432109876543210" }],
    },
    {
      ...{ datasetId: "ops.<b>", state: "FAILED", error: `SOURCE_UNAUTHORIZED "x" & <script>` },
      ...{ planned: 0, landed: 0, loaded: 0, quarantined: 0, duplicates: 0, inserted: 0, updated: 0, deleted: 0 },
    },
  ],
};

describe("page of a run", () => {
  const page = renderPage(report);

  it("has the verdict first, what failed before what didn't, and every figure", () => {
    const order = [
      "<strong>FAILED</strong>",
      "What went wrong",
      "ops.&lt;b&gt;</td>",
      "ops.events</td>",
      "Proof by hop",
    ];
    expect(order.map((text) => page.indexOf(text))).to.deep.equal(
      order.map((text) => page.indexOf(text)).toSorted((one, other) => one - other),
    );
    expect(page).to.include('<td class="n">1,234,567</td>').and.to.include("<td>98765432109876543210</td>");
    expect(page).to.include("<td>WRONG_TYPE</td>").and.to.include("ops.events: QUARANTINE 567 rows");
  });

  it("claims no figure of what was not asked", () => {
    expect(page).to.include('<td>ops.&lt;b&gt;</td><td>FAILED</td><td>–</td><td class="n">0</td>');
  });

  it("has a dash where the source gives no total", () => {
    const [events] = report.datasets;
    if (events === undefined) throw new Error("there are events");
    const { source, planned, ...unknown } = events;
    expect([source, planned]).to.deep.equal([1_234_567, 1_234_567]);
    expect(renderPage({ ...report, datasets: [unknown] })).to.include(
      '<td>ops.events</td><td>SUCCEEDED</td><td>–</td><td>–</td><td class="n">1,234,567</td>',
    );
  });

  it("shows texts as texts, runs nothing and loads nothing", () => {
    expect(page).to.include("SOURCE_UNAUTHORIZED &quot;x&quot; &amp; &lt;script&gt;");
    expect(page).not.to.match(/<script|<link|src=|@import|url\(/);
  });
});
