/** A run's report as one self-contained HTML page, without scripts. Pure. */
import { describeGap, describeLate } from "../../model/concerns.ts";
import { escaped } from "../../model/markup.ts";
import { describeDrift, describeUnnamed } from "../../model/drift.ts";
import type { Report, ReportDataset } from "../../model/documents/report.ts";
import { describeCuration } from "../../model/sql/curation.ts";
import { describeStale } from "../../model/stale.ts";
import { failedFirst } from "./failed-first.ts";

const figure = new Intl.NumberFormat("en-US");

type Cell = string | number | undefined;

const cell = (value: Cell): string =>
  typeof value === "number" ? `<td class="n">${figure.format(value)}</td>` : `<td>${escaped(value ?? "–")}</td>`;

const table = (caption: string, titles: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  rows.length === 0
    ? ""
    : `<div class="wide"><table><caption>${escaped(caption)}</caption>` +
      `<thead><tr>${titles.map((title) => `<th scope="col">${escaped(title)}</th>`).join("")}</tr></thead>` +
      `<tbody>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("\n")}</tbody></table></div>`;

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ""
    : `<section><h2>${escaped(title)}</h2><ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul></section>`;

const figures = (one: ReportDataset): readonly Cell[] => [
  one.datasetId,
  one.processed === "SUPERSEDED" ? "SUPERSEDED" : one.state,
  ...[one.source, one.planned, one.landed, one.loaded, one.quarantined, one.duplicates, one.outside ?? 0],
  ...[one.inserted, one.updated, one.deleted],
];

const figureTitles = [
  ...["dataset", "state", "source", "planned", "landed", "loaded", "quarantined", "duplicates", "outside"],
  ...["inserted", "updated", "deleted"],
];

const reasons = ({ datasets }: Report): readonly (readonly Cell[])[] =>
  datasets.flatMap(({ datasetId, quarantinedBy = {} }) =>
    Object.entries(quarantinedBy).map(([reason, rows]) => [datasetId, reason, rows]),
  );

const hops = ({ datasets }: Report): readonly (readonly Cell[])[] =>
  datasets.flatMap((one) =>
    (one.hops ?? []).map(({ hop, rows, rowHashSum }) => [one.datasetId, hop, rows, rowHashSum]),
  );

const driftLines = ({ drift }: Report): readonly string[] => [
  ...(drift?.findings ?? []).map(describeDrift),
  ...(drift?.unnamed ?? []).map(describeUnnamed),
  ...(drift?.unknown ?? []).map(({ subject, reason }) => `unknown for ${subject}: ${reason}`),
];

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 75rem; padding: 1.5rem; }
h1 { font-size: 1.4rem; } h2, caption { font-size: 1.05rem; font-weight: 600; text-align: left; }
.verdict { border-inline-start: .4rem solid; padding: .2rem .8rem; }
.SUCCEEDED { border-color: #1a7f37; } .FAILED { border-color: #cf222e; }
.wide { overflow-x: auto; margin-block: 1.5rem; }
table { border-collapse: collapse; } caption { padding-block: .4rem; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .25rem .6rem; text-align: left; }
.n { font-variant-numeric: tabular-nums; text-align: right; }
li { overflow-wrap: anywhere; }
`;

/** Verdict first, then what went wrong, then every figure. */
export const renderPage = (report: Report): string => {
  const {
    runId,
    state,
    window,
    startedAt,
    finishedAt,
    error,
    datasets,
    gaps = [],
    late = [],
    stale = [],
    curation = [],
  } = report;
  const errors = [
    ...(error === undefined ? [] : [error]),
    ...datasets.flatMap((one) => (one.error === undefined ? [] : [`${one.datasetId}: ${one.error}`])),
  ];
  const warnings = datasets.flatMap(({ datasetId, warnings: own = [] }) => own.map((text) => `${datasetId}: ${text}`));
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${escaped(`${state}: ${runId}`)}</title><style>${style}</style></head><body><main>`,
    `<h1>${escaped(runId)}</h1>`,
    `<p class="verdict ${state}"><strong>${state}</strong><br>Window ${escaped(window.since)} to ${escaped(window.until)}, `,
    `from ${escaped(startedAt)} to ${escaped(finishedAt)}</p>`,
    list("What went wrong", errors),
    list("Missing until it is run again", gaps.map(describeGap)),
    list("Late", late.map(describeLate)),
    list("On older data", stale.map(describeStale)),
    list("Worth a look", warnings),
    table("Datasets, in rows", figureTitles, failedFirst(datasets).map(figures)),
    table("Quarantined rows by reason", ["dataset", "reason", "rows"], reasons(report)),
    list("Models", describeCuration(curation)),
    list("Differs from its contract", driftLines(report)),
    table("Proof by hop", ["dataset", "hop", "rows", "sum of row hashes"], hops(report)),
    `</main></body></html>`,
  ]
    .filter((part) => part !== "")
    .join("\n");
};
