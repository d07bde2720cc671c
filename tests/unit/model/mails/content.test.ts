import { expect } from "chai";
import fc from "fast-check";
import type { DatasetItem } from "../../../../model/documents/ledger-items.ts";
import { contentOf, type MailFacts } from "../../../../model/mails/content.ts";
import { htmlOf } from "../../../../model/mails/html.ts";
import { textOf } from "../../../../model/mails/text.ts";
import { escaped } from "../../../../model/markup.ts";
import { countingRun, verdictOf, type NightFacts } from "../../../../model/mails/verdict.ts";
import type { Report, ReportDataset } from "../../../../model/documents/report.ts";
import { night } from "../../../../model/windows.ts";
import { mailOf } from "./mails.ts";

const dataset = (changes: Partial<ReportDataset> = {}): ReportDataset => ({
  datasetId: "shops.sales",
  state: "SUCCEEDED",
  ...{ source: 1_003_668, planned: 1_003_668, landed: 1_003_668, loaded: 1_003_668 },
  ...{ quarantined: 0, duplicates: 0, inserted: 0, updated: 0, deleted: 0 },
  ...changes,
});

const reportOf = (datasets: readonly ReportDataset[], changes: Partial<Report> = {}): Report => ({
  formatVersion: 1,
  runId: "shops-a1",
  group: "shops",
  window: night("2013-01-31", "UTC").window,
  state: "SUCCEEDED",
  startedAt: "2013-02-01T04:30:00.000Z",
  finishedAt: "2013-02-01T05:00:00.000Z",
  datasets,
  ...changes,
});

const item = (datasetId: string, state: DatasetItem["state"]): DatasetItem => ({
  ...{
    datasetId,
    state,
    plannedRows: 1,
    plannedPages: 1,
    landedRows: 1,
    landedPages: 1,
    landedBytes: 1,
    failedPages: 0,
  },
});

const started = { runId: "shops-a1", startedAt: "2013-02-01T04:30:00.000Z" };

const nightOf = (changes: Partial<NightFacts> = {}): NightFacts => ({
  group: "shops",
  night: night("2013-01-31", "UTC"),
  expected: ["shops.sales", "shops.stock", "shops.staff"],
  datasets: [],
  ...changes,
});

const done = (report: Report): NightFacts => nightOf({ run: { ...started, state: report.state }, report });

const factsOf = (nights: readonly NightFacts[], changes: Partial<MailFacts> = {}): MailFacts => ({
  mail: mailOf(),
  nights,
  concerns: { gaps: [], late: [], stale: [], unlike: [] },
  figures: [],
  failures: [],
  dashboardsUrl: undefined,
  ...changes,
});

describe("a mail's verdict", () => {
  it("counts the rows of a complete night", () => {
    const { subject, tone } = contentOf(factsOf([done(reportOf([dataset()]))]));
    expect([subject, tone]).to.deep.equal(["shops 2013-01-31: complete – 1,003,668 rows", "good"]);
  });

  it("tells what was quarantined, with reasons", () => {
    const report = reportOf([dataset({ quarantined: 2, quarantinedBy: { KEY_NULL: 2 } })]);
    const content = contentOf(factsOf([done(report)]));
    expect(content.subject).to.equal("shops 2013-01-31: complete – 1,003,668 rows, 1 finding");
    expect(textOf(content)).to.contain("- shops.sales: 2 rows quarantined (2 KEY_NULL)");
  });

  it("names what failed, and leaves figures out", () => {
    const failed = dataset({ datasetId: "shops.stock", state: "FAILED", error: "PAGE_FAILED page 3" });
    const report = reportOf([dataset(), failed], { state: "FAILED", error: "1 dataset of 2 failed" });
    const content = contentOf({ ...factsOf([done(report)]), figures: undefined as never });
    expect(content.subject).to.equal("shops 2013-01-31: FAILED – 1 of 2 datasets failed");
    expect(textOf(content)).to.contain("- shops.stock: PAGE_FAILED page 3").and.to.contain("would be incomplete");
  });

  it("says what is missing, and since when, of a night that isn't done", () => {
    const running = nightOf({
      run: { ...started, state: "EXTRACTING" },
      datasets: [item("shops.sales", "RECONCILED"), item("shops.stock", "EXTRACTING")],
    });
    const content = contentOf({ ...factsOf([running]), figures: undefined as never });
    expect(content.subject).to.equal("shops 2013-01-31: NOT DONE at 08:00 – 2 of 3 datasets missing");
    expect(textOf(content))
      .to.contain("started at 2013-02-01T04:30:00.000Z and has not ended")
      .and.to.contain("- Missing: shops.stock, shops.staff")
      .and.to.contain("Figures are omitted");
  });

  it("knows a run that never began, and one whose rows landed and wait", () => {
    expect(verdictOf(nightOf()).problems[0]).to.equal("The run has not started");
    const landed = nightOf({
      run: { ...started, state: "RECONCILED" },
      datasets: ["shops.sales", "shops.stock", "shops.staff"].map((id) => item(id, "RECONCILED")),
    });
    expect(verdictOf(landed).because).to.equal("all of 3 datasets landed, none is published yet");
  });

  it("is the worst of several nights", () => {
    const content = contentOf({ ...factsOf([done(reportOf([dataset()])), nightOf()]), figures: undefined as never });
    expect([content.state, content.tone]).to.deep.equal(["not done", "bad"]);
  });

  it("comes from the newest run, unless that is at work and an earlier one succeeded", () => {
    const run = (state: "SUCCEEDED" | "FAILED" | "EXTRACTING", startedAt: string) => ({ state, startedAt });
    const [good, bad, busy] = [run("SUCCEEDED", "1"), run("FAILED", "2"), run("EXTRACTING", "3")];
    expect(countingRun([good, bad])).to.equal(bad);
    expect(countingRun([busy, good])).to.equal(good);
    expect(countingRun([bad, busy])).to.equal(busy);
    const none: readonly ReturnType<typeof run>[] = [];
    expect(countingRun(none)).to.equal(undefined);
  });
});

describe("a mail's two parts", () => {
  const words = fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom(..."abc <>&\"'$1,.%▲–".split("")) });
  const figure = fc.record({
    title: words,
    value: words,
    changes: fc.tuple(fc.record({ text: words }), fc.record({ text: words })),
  });
  const group = fc.record({ title: words, figures: fc.array(figure, { minLength: 1, maxLength: 3 }) });

  it("say the same: every title, figure, change, line and picture is in both", () => {
    const facts = fc.record({
      figures: fc.array(
        fc.oneof(
          group,
          group.map((one) => ({ ...one, category: "Shop" })),
        ),
        { maxLength: 3 },
      ),
      failures: fc.array(words, { maxLength: 2 }),
      pictures: fc.array(fc.record({ id: fc.constant("picture-1"), title: words, alt: words }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const content = contentOf(factsOf([done(reportOf([dataset()]))], given));
        const [text, html] = [textOf(content), htmlOf(content, (id) => `cid:${id}`)];
        const said = [
          ...given.figures.flatMap(({ figures }) =>
            figures.flatMap((one) => [one.title, one.value, ...one.changes.map((change) => change.text)]),
          ),
          ...given.failures,
          ...given.pictures.map(({ alt }) => alt),
          ...content.verdicts,
          content.footer,
        ];
        for (const one of said) {
          // Columns are padded, so a figure's own leading and trailing spaces are ignored
          expect(text).to.contain(one.trim());
          expect(html).to.contain(escaped(one));
        }
      }),
    );
  });

  it("let no value become markup", () => {
    const title = `<img src=x onerror="alert(1)">`;
    const figures = [{ title, figures: [{ title, value: "1", changes: [] }] }];
    const html = htmlOf(contentOf(factsOf([done(reportOf([dataset()]))], { figures, failures: [title] })), (id) => id);
    expect(html).not.to.contain("<img src=x");
    expect(html).to.contain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
  });

  it("align the text part's columns", () => {
    const changes = [{ text: "a" }, { text: "bb" }];
    const figures = [
      {
        title: "Shops",
        category: "Shop",
        figures: [
          { title: "One", value: "$1", changes },
          { title: "Twenty", value: "$1,000", changes },
        ],
      },
    ];
    const lines = textOf(contentOf(factsOf([done(reportOf([dataset()]))], { figures }))).split("\n");
    const at = lines.findIndex((line) => line.startsWith("Shop  "));
    expect(lines.slice(at + 2, at + 4).map((line) => line.length)).to.deep.equal([
      lines[at]?.length,
      lines[at]?.length,
    ]);
  });

  it("lead to the dashboards where these are served", () => {
    const content = contentOf(factsOf([done(reportOf([dataset()]))], { dashboardsUrl: "https://lake.example.com" }));
    expect(textOf(content)).to.contain("- shops: https://lake.example.com/d/shops");
    expect(htmlOf(content, (id) => id)).to.contain('<a href="https://lake.example.com/d/shops">');
  });
});
