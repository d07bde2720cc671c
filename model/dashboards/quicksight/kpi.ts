/** A figure with its change and its trend. Pure. */
import type { Visual } from "@aws-sdk/client-quicksight";
import type { TimeUnit } from "../terms.ts";
import type { Kpi } from "../visual-schema.ts";
import { columnIdentifier, reference, type Compiling } from "./compiling.ts";
import { channelColumn, dimension, fieldId, measure, measured, numberFormatOf } from "./fields.ts";
import { frameOf } from "./visual-frame.ts";

/** Units of `addDateTime` and `truncDate`, and how many of them make up a unit of time. */
const units: Readonly<Record<TimeUnit, readonly [string, number]>> = {
  year: ["YYYY", 1],
  yearquarter: ["Q", 1],
  yearmonth: ["MM", 1],
  // the column holds weeks' first days
  yearweek: ["DD", 7],
  yearmonthdate: ["DD", 1],
};

const functions: Readonly<Record<string, string>> = {
  ...{ SUM: "sum", AVERAGE: "avg", MEDIAN: "median", MIN: "min", MAX: "max" },
  ...{ COUNT: "count", DISTINCT_COUNT: "distinct_count" },
};

/** The value of the latest unit of time, or of one that many units before it. */
const valueAt = (compiling: Compiling<Kpi>, time: NonNullable<Kpi["time"]>, before: number): string => {
  const { columns, calculated, visual } = compiling;
  const { column, aggregation = "SUM" } = measured(compiling, visual.value);
  const [unit, length] = units[time.timeUnit ?? "yearmonthdate"];
  const day = `truncDate("${unit}", ${reference(channelColumn(compiling, time).name)})`;
  const latest = `maxOver(${day}, [], PRE_AGG)`;
  const wanted = before === 0 ? latest : `addDateTime(${-before * length}, "${unit}", ${latest})`;
  const expression = `${functions[aggregation] ?? "sum"}(ifelse(${day} = ${wanted}, ${reference(column.name)}, NULL))`;
  return calculated.add(columns, `${visual.name}_${before === 0 ? "latest" : `${before}_before`}`, expression);
};

/**
 * QuickSight compares a trend's last unit with the one before it. A comparison with an earlier one uses two calculated
 * values, which have no trend.
 */
const comparedByValues = (compiling: Compiling<Kpi>, time: NonNullable<Kpi["time"]>, offset: number): Visual => {
  const { visual } = compiling;
  const path = ["comparison", "offset"];
  compiling.onlyOnPage(path, `QuickSight shows no sparkline with a comparison over ${offset} units of time`);
  const format = numberFormatOf(compiling, ["value"], visual.value);
  const field = (part: string, before: number) => ({
    NumericalMeasureField: {
      FieldId: fieldId(compiling, [part]),
      Column: columnIdentifier(visual.query, valueAt(compiling, time, before)),
      ...(format && { FormatConfiguration: format }),
    },
  });
  return {
    KPIVisual: {
      ...frameOf(visual),
      ChartConfiguration: {
        FieldWells: { Values: [field("value", 0)], TargetValues: [field("target", offset)], TrendGroups: [] },
        KPIOptions: {
          Comparison: { ComparisonMethod: "PERCENT_DIFFERENCE" },
          PrimaryValueDisplayType: "ACTUAL",
          ProgressBar: { Visibility: "HIDDEN" },
          TrendArrows: { Visibility: "VISIBLE" },
        },
      },
    },
  };
};

export const kpi = (compiling: Compiling<Kpi>): Visual => {
  const { visual } = compiling;
  const { value, time, comparison } = visual;
  if (comparison?.better === "lower") {
    compiling.onlyOnPage(["comparison", "better"], "QuickSight colors an increase as good, whatever better says");
  }
  if (time !== undefined && comparison !== undefined && comparison.offset !== 1) {
    if (value.aggregate !== "ratio") return comparedByValues(compiling, time, comparison.offset);
    const message = `QuickSight compares a ratio with the previous unit of time, not over ${comparison.offset} of them`;
    compiling.onlyOnPage(["comparison", "offset"], message, "compare with offset 1, or show sums");
  }
  const hasCourse = time !== undefined;
  const isCompared = comparison !== undefined;
  return {
    KPIVisual: {
      ...frameOf(visual),
      ChartConfiguration: {
        FieldWells: {
          Values: [measure(compiling, ["value"], value)],
          TargetValues: [],
          TrendGroups: time === undefined ? [] : [dimension(compiling, ["time"], time)],
        },
        KPIOptions: {
          ...(isCompared && { Comparison: { ComparisonMethod: "PERCENT_DIFFERENCE" as const } }),
          PrimaryValueDisplayType: "ACTUAL",
          TrendArrows: { Visibility: isCompared ? "VISIBLE" : "HIDDEN" },
          ...(hasCourse && { Sparkline: { Visibility: "VISIBLE" as const, Type: "AREA" as const } }),
        },
      },
    },
  };
};
