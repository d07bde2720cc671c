/** The alarm on Redshift's usage: notifies before queries are refused. */
import type { Place } from "../place.ts";
import { described, hour, type MetricAlarm } from "./alarm.ts";
import { redshiftMetric } from "./service-metrics.ts";

export interface RedshiftAlarmsArgs {
  readonly place: Place;
  /** `undefined` without Redshift. */
  readonly redshiftRpuHoursPerDay: number | undefined;
}

/** Share of the daily RPU-hours: the remaining fifth leaves time to find out who uses them. */
const usedShare = 0.8;

export const redshiftMetricAlarms = ({ place, redshiftRpuHoursPerDay: limit }: RedshiftAlarmsArgs): MetricAlarm[] =>
  limit === undefined
    ? []
    : [
        {
          name: "redshift-use",
          description: described(
            "Redshift has used four fifths of redshift.rpuHoursPerDay within a day; at the limit it refuses queries.",
            "Check who queries (SYS_QUERY_HISTORY); raise the limit if the usage is intended.",
          ),
          metric: redshiftMetric(place)("ComputeSeconds"),
          statistic: "Sum",
          periodSeconds: 24 * hour,
          periods: 1,
          wrongAbove: limit * hour * usedShare,
          missing: "notBreaching",
          tells: true,
          essential: true,
        },
      ];
