/** Whether a night is complete, from its run and its report, in a mail's words. Pure. */
import { describeGap, describeLate, describeUnlike, type Concerns } from "../concerns.ts";
import { describeDrift, describeUnnamed } from "../drift.ts";
import type { DatasetItem, RunItem } from "../documents/ledger-items.ts";
import type { Report } from "../documents/report.ts";
import { describeStale } from "../stale.ts";
import { daysOf, type Night } from "../windows.ts";

/** What is known about a group's night when the mail is due. */
export interface NightFacts {
  readonly group: string;
  readonly night: Night;
  /** Ids of the datasets that the night must deliver. */
  readonly expected: readonly string[];
  /** The run that counts for the night; absent if none has started. */
  readonly run?: Pick<RunItem, "runId" | "state" | "startedAt" | "error">;
  /** The ledger's datasets of that run; empty until it is planned. */
  readonly datasets: readonly DatasetItem[];
  /** Absent until the run has ended. */
  readonly report?: Report;
}

export const nightStates = ["complete", "complete with findings", "failed", "not done"] as const;
/** Ordered by severity. */
export type NightState = (typeof nightStates)[number];

export interface NightVerdict {
  readonly group: string;
  /** `2026-01-05` or `2025-12-29 to 2026-01-04` */
  readonly days: string;
  readonly state: NightState;
  /** Rows that were loaded. */
  readonly rows: number;
  /** Short reason for the state: `1,003,668 rows`. */
  readonly because: string;
  /** One line each: what failed or is missing. */
  readonly problems: readonly string[];
  /** Findings about a successful night. */
  readonly findings: readonly string[];
}

const counts = new Intl.NumberFormat("en-US");

export const counted = (count: number, noun: string): string =>
  `${counts.format(count)} ${noun}${count === 1 ? "" : "s"}`;

/**
 * The run that counts among a night's runs: the newest, unless it is still in progress and an earlier one succeeded.
 */
export const countingRun = <Run extends Pick<RunItem, "state" | "startedAt">>(
  runs: readonly Run[],
): Run | undefined => {
  const newestFirst = runs.toSorted((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
  const [newest] = newestFirst;
  const isEnded = newest?.state === "SUCCEEDED" || newest?.state === "FAILED";
  return isEnded ? newest : (newestFirst.find(({ state }) => state === "SUCCEEDED") ?? newest);
};

const reportFindings = ({ datasets, drift }: Report): readonly string[] => [
  ...datasets.flatMap(({ datasetId, quarantined, quarantinedBy = {}, warnings = [], outside = 0 }) => {
    const reasons = Object.entries(quarantinedBy).map(([reason, rows]) => `${counts.format(rows)} ${reason}`);
    const why = reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
    return [
      ...(quarantined === 0 ? [] : [`${datasetId}: ${counted(quarantined, "row")} quarantined${why}`]),
      ...(outside === 0 ? [] : [`${datasetId}: ${counted(outside, "row")} outside the window, not loaded`]),
      ...warnings.map((warning) => `${datasetId}: ${warning}`),
    ];
  }),
  ...(drift?.findings ?? []).map(describeDrift),
  ...(drift?.unnamed ?? []).map(describeUnnamed),
];

const loaded = ({ datasets }: Report): number => datasets.reduce((sum, dataset) => sum + dataset.loaded, 0);

const ended = (report: Report): Omit<NightVerdict, "group" | "days"> => {
  const findings = reportFindings(report);
  const rows = loaded(report);
  if (report.state === "SUCCEEDED") {
    const state = findings.length === 0 ? "complete" : "complete with findings";
    return { state, rows, because: counted(rows, "row"), problems: [], findings };
  }
  const failed = report.datasets.filter(({ state }) => state === "FAILED");
  const models = (report.curation ?? []).filter(({ state }) => state === "FAILED");
  const parts = [
    ...(failed.length === 0 ? [] : [`${failed.length} of ${counted(report.datasets.length, "dataset")}`]),
    ...(models.length === 0 ? [] : [`${models.length} of ${counted(report.curation?.length ?? 0, "model")}`]),
  ];
  const problems = [
    ...(report.error === undefined ? [] : [report.error]),
    ...failed.map(({ datasetId, error = "no reason was left" }) => `${datasetId}: ${error}`),
    ...models.map(({ name, error = "its tests failed" }) => `${name}: ${error}`),
  ];
  const because = parts.length === 0 ? "the run failed" : `${parts.join(" and ")} failed`;
  return { state: "failed", rows, because, problems, findings };
};

const some = (names: readonly string[]): string =>
  names.length <= 8 ? names.join(", ") : `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`;

const underWay = ({ expected, run, datasets }: NightFacts): Omit<NightVerdict, "group" | "days"> => {
  const landed = datasets.filter(({ state }) => state === "RECONCILED" || state === "SUCCEEDED");
  const missing = expected.filter((id) => !landed.some(({ datasetId }) => datasetId === id));
  const total = counted(expected.length, "dataset");
  const started =
    run === undefined ? "The run has not started" : `Run ${run.runId} started at ${run.startedAt} and has not ended`;
  const errors = datasets.flatMap(({ datasetId, error }) => (error === undefined ? [] : [`${datasetId}: ${error}`]));
  return {
    state: "not done",
    rows: 0,
    because:
      missing.length === 0 ? `all of ${total} landed, none is published yet` : `${missing.length} of ${total} missing`,
    problems: [started, ...(missing.length === 0 ? [] : [`Missing: ${some(missing)}`]), ...errors],
    findings: [],
  };
};

/** A run that ended without a report: only the ledger has information. */
const withoutReport = ({ run }: NightFacts): Omit<NightVerdict, "group" | "days"> => ({
  state: "failed",
  rows: 0,
  because: "the run left no report",
  problems: [run?.error ?? `run ${run?.runId ?? ""} ended without a reason`],
  findings: [],
});

export const verdictOf = (facts: NightFacts): NightVerdict => {
  const { group, night, run, report } = facts;
  const isEnded = run?.state === "SUCCEEDED" || run?.state === "FAILED";
  const verdict = !isEnded ? underWay(facts) : report === undefined ? withoutReport(facts) : ended(report);
  return { group, days: daysOf(night), ...verdict };
};

/** What is late or broken among these groups' datasets, independent of a single night. */
export const concernLines = (
  { gaps, late, stale, unlike }: Concerns,
  nights: readonly Pick<NightFacts, "group" | "expected">[],
): readonly string[] => {
  const ids = new Set(nights.flatMap(({ expected }) => expected));
  const own = <Item extends { readonly datasetId: string }>(items: readonly Item[]): readonly Item[] =>
    items.filter(({ datasetId }) => ids.has(datasetId));
  return [
    ...gaps
      .filter(({ group }) => nights.some((one) => one.group === group))
      .map((gap) => `Missing: ${describeGap(gap)}`),
    ...own(late).map((one) => `Late: ${describeLate(one)}`),
    ...own(stale).map((one) => `On older data: ${describeStale(one)}`),
    ...own(unlike).map((one) => `Unlike other nights: ${describeUnlike(one)}`),
  ];
};

/** The worst state; if there are none, `not done`. */
export const overallState = (verdicts: readonly Pick<NightVerdict, "state">[]): NightState =>
  nightStates.findLast((state) => verdicts.some((one) => one.state === state)) ?? "not done";
