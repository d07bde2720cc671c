/** The dashboard's graphs of our own night metrics. Pure. A metric without a row here doesn't compile. */
import type { Dataset, Schedule } from "../../model/documents/contract-bundle.ts";
import {
  datasetMetric,
  runMetric,
  type DatasetMetricName,
  type Metric,
  type RunMetricName,
} from "../../model/metrics.ts";
import type { Place } from "../place.ts";
import { line, nightly, type Content, type Line, type Row, type Statistic } from "./dashboard-layout.ts";

export interface NightGraphsArgs {
  readonly place: Place;
  readonly datasets: readonly Dataset[];
  readonly schedules: readonly Schedule[];
}

const titleOf = {
  nights: "Nights",
  duration: "Duration (s)",
  delay: "From the end of the window to the report (s)",
  rows: "Rows of the nights",
  loaded: "Rows loaded per dataset",
  age: "Age of the data when it was published (s)",
  quarantinedShare: "Quarantine: worst share of a dataset (%)",
  quarantined: "Quarantine: rows",
  models: "Models",
} as const;
type Graph = keyof typeof titleOf;

interface Drawn {
  readonly graph: Graph;
  readonly statistic: Statistic;
  /** Label of a group's or dataset's line. */
  readonly label: (of: string) => string;
}

/** Where each run metric is drawn, one line per group, in this order. */
const runLines: Readonly<Record<RunMetricName, Drawn>> = {
  RunSucceeded: { graph: "nights", statistic: "Sum", label: (group) => `${group} complete` },
  RunFailed: { graph: "nights", statistic: "Sum", label: (group) => `${group} failed` },
  DatasetsFailed: { graph: "nights", statistic: "Sum", label: (group) => `${group}: datasets failed` },
  RunDuration: { graph: "duration", statistic: "Maximum", label: (group) => `${group}, from start to report` },
  WindowAge: { graph: "delay", statistic: "Maximum", label: (group) => group },
  RowsLanded: { graph: "rows", statistic: "Sum", label: (group) => `${group} landed` },
  RowsLoaded: { graph: "rows", statistic: "Sum", label: (group) => `${group} loaded` },
  RowsDuplicate: { graph: "rows", statistic: "Sum", label: (group) => `${group} duplicate` },
  QuarantinedPercent: { graph: "quarantinedShare", statistic: "Maximum", label: (group) => group },
  RowsQuarantined: { graph: "quarantined", statistic: "Sum", label: (group) => `${group}, all` },
  ModelsPublished: { graph: "models", statistic: "Sum", label: (group) => `${group} published` },
  ModelsFailed: { graph: "models", statistic: "Sum", label: (group) => `${group} failed or blocked` },
};

/** Where each dataset metric is drawn. */
const datasetLines: Readonly<Record<DatasetMetricName, Drawn>> = {
  RowsLoaded: { graph: "loaded", statistic: "Sum", label: (dataset) => dataset },
  DataAge: { graph: "age", statistic: "Maximum", label: (dataset) => dataset },
  RowsQuarantined: { graph: "quarantined", statistic: "Sum", label: (dataset) => dataset },
};

/** One table's lines in a graph, for a group or a dataset. */
const linesOf = <Name extends string>(
  table: Readonly<Record<Name, Drawn>>,
  graphName: Graph,
  of: string,
  metric: (name: Name, of: string) => Metric,
): readonly Line[] =>
  (Object.entries(table) as [Name, Drawn][])
    .filter(([, drawn]) => drawn.graph === graphName)
    .map(([name, { statistic, label }]) => line(metric(name, of), statistic, label(of)));

/** A graph of our own metrics: one point per night. */
const ownGraph = ({ place, schedules, datasets }: NightGraphsArgs, name: Graph, options = {}): Content =>
  nightly(
    place,
    titleOf[name],
    [
      ...schedules.flatMap(({ group }) => linesOf(runLines, name, group, runMetric)),
      ...datasets.flatMap(({ id }) => linesOf(datasetLines, name, id, datasetMetric)),
    ],
    options,
  );

export const nightGraphs = (args: NightGraphsArgs): readonly Row[] => [
  {
    height: 6,
    contents: [ownGraph(args, "nights", { view: "bar" }), ownGraph(args, "duration"), ownGraph(args, "delay")],
  },
  { height: 8, contents: [ownGraph(args, "rows"), ownGraph(args, "loaded"), ownGraph(args, "age")] },
  {
    height: 6,
    contents: [ownGraph(args, "quarantinedShare"), ownGraph(args, "quarantined"), ownGraph(args, "models")],
  },
];
