/** The README's table of speeds, generated from the results so that it quotes measured values. Pure. */
import { formatCount } from "../cli/output/format.ts";
import type { Machine } from "./measure/machine.ts";
import type { Results } from "./results.ts";

const opening = "<!-- speed: written by `npm run bench -- --write-readme` -->";
const closing = "<!-- /speed -->";

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly dlt?: string;
}

type Figures = Readonly<Record<string, unknown>>;

const seconds = (value: unknown): string => `${Number(value).toFixed(1)} s`;
const at = (figures: Figures, key: string): Figures => (figures[key] ?? {}) as Figures;
const count = (value: unknown): string => formatCount(Number(value));
const largestMiB = (figures: Figures): string => {
  const peaks = Object.values(at(figures, "peakOfLargestProcessMiB")).map(Number);
  return `${formatCount(Math.max(...peaks))} MiB`;
};

const nightRows = (figures: Figures): readonly Row[] => {
  const rate = at(figures, "rowsPerSecond");
  const dlt = seconds(figures["dltSeconds"]);
  const theirs = at(figures, "dlt");
  const rows = count(figures["rows"]);
  return [
    { what: `${rows} rows in 17 tables: source to published Iceberg`, ours: seconds(figures["publishedSeconds"]), dlt },
    {
      what: `the whole night, with ${String(figures["models"])} models, tags and report`,
      ours: `${seconds(figures["nightSeconds"])}, ${count(rate["lakehouse"])} rows/s`,
      dlt: `${dlt}, ${count(rate["dlt"])} rows/s`,
    },
    { what: "its largest process", ours: largestMiB(at(figures, "lakehouse")), dlt: largestMiB(theirs) },
  ];
};

const total = (figures: Figures): string => seconds(at(figures, "medianSeconds")["total"]);

/** The rows that each scenario adds to the table, in the table's order. */
const rowsOf: Readonly<Record<string, (figures: Figures) => readonly Row[]>> = {
  night: nightRows,
  "night of 10000000 rows": nightRows,
  updates: (figures) => [
    { what: `a night of ${count(figures["rows"])} late updates of 336,776 rows, end to end`, ours: total(figures) },
  ],
  rerun: (figures) => [{ what: "the same window again, which changes nothing", ours: total(figures) }],
  merge: (figures) => [
    {
      what: `${count(figures["updates"])} updates of a table of ${count(figures["tableRows"])} rows, processing alone`,
      ours: seconds(at(figures, "medianSeconds")["process"]),
    },
  ],
  small: (figures) => [
    {
      what: `${count(figures["datasets"])} datasets of 100 rows in ${count(figures["groups"])} groups, plan to report`,
      ours: seconds(figures["seconds"]),
    },
  ],
  large: (figures) => [
    { what: "one dataset of ten times the rows", ours: `${Number(figures["ratio"]).toFixed(1)} times the time` },
  ],
  deploy: (figures) => [{ what: "redeploying without changes", ours: seconds(figures["medianSeconds"]) }],
  "sql-plan": (figures) => [
    { what: `sql plan of ${count(figures["views"])} views, unchanged`, ours: seconds(figures["unchangedPlan"]) },
  ],
};

const machineText = ({ cpus, cpu, memoryGiB, platform }: Machine): string =>
  `${cpus} cores (${cpu}), ${memoryGiB} GiB, ${platform}`;

const unique = (texts: readonly string[]): string => [...new Set(texts)].join("; ");

/** The table as Markdown, between its markers; a scenario without a result has no row. */
export const speedTable = ({ scenarios }: Results): string => {
  const measured = Object.keys(rowsOf).flatMap((name) => {
    const result = scenarios[name];
    return result === undefined ? [] : [{ result, rows: rowsOf[name]?.(result.figures) ?? [] }];
  });
  const results = measured.map(({ result }) => result);
  const night = scenarios["night"];
  const version = night === undefined ? "" : ` ${String(at(night.figures, "dlt")["version"])}`;
  const lines = measured
    .flatMap(({ rows }) => rows)
    .map(({ what, ours, dlt }) => `| ${what} | ${ours} | ${dlt ?? ""} |`);
  const where = unique(results.map(({ machine }) => machineText(machine)));
  const when = unique(results.map(({ measuredAt }) => measuredAt.slice(0, 10)));
  return [
    opening,
    "",
    `| | lakehouse in the sandbox | dlt${version} |`,
    "| --- | --- | --- |",
    ...lines,
    "",
    `Measured on ${where}; ${when}; medians, all figures in [bench/results.json](bench/results.json).`,
    "",
    closing,
  ].join("\n");
};

/**
 * The README with the table generated from the results.
 *
 * @throws Error if its markers are missing
 */
export const withSpeedTable = (readme: string, results: Results): string => {
  const [from, to] = [readme.indexOf(opening), readme.indexOf(closing)];
  if (from < 0 || to < from) throw new Error(`README.md has no part between ${opening} and ${closing}`);
  return `${readme.slice(0, from)}${speedTable(results)}${readme.slice(to + closing.length)}`;
};
