/** Channels as QuickSight fields: dimensions, which group, and measures, which are aggregated. Pure. */
import type {
  AxisLabelOptions,
  ChartAxisLabelOptions,
  DimensionField,
  MeasureField,
  NumberFormatConfiguration,
  SimpleNumericalAggregationFunction,
  TimeGranularity,
} from "@aws-sdk/client-quicksight";
import type { Aggregate, TimeUnit } from "../terms.ts";
import type { Channel } from "../visual-schema.ts";
import { parameterNamed } from "../kinds.ts";
import { readValues } from "../parameters.ts";
import { titleOf } from "../vega.ts";
import { columnIdentifier, quoted, reference, type Compiling } from "./compiling.ts";
import type { DataSetColumn } from "./data-set.ts";
import { dateFormat, numericFormat } from "./formats.ts";
import { parameterName } from "./parameter-names.ts";

export type ChannelPath = readonly (string | number)[];

export const fieldId = ({ visual }: Compiling, path: ChannelPath): string => [visual.name, ...path].join(".");

/** A column that a parameter chooses: QuickSight's parameters are values, which an expression maps to a column. */
const chosenColumn = ({ dashboard, columns, calculated }: Compiling, name: string): DataSetColumn => {
  const parameter = parameterNamed(dashboard, name);
  const values = parameter?.kind === "column" ? parameter.values : [];
  const cases = values.flatMap(({ value, label = value }) => [quoted(label), reference(columns.plain(value).name)]);
  const otherwise = cases.at(-1) ?? "NULL";
  const expression = `switch(\${${parameterName(dashboard, name)}}, ${[...cases, otherwise].join(", ")})`;
  const [first] = values;
  const type = first === undefined ? "STRING" : columns.typeOf(first.value);
  return { name: calculated.add(columns, `chosen_${name}`, expression), type };
};

/** The column that a channel shows, before aggregation. */
export const channelColumn = (compiling: Compiling, { field, timeUnit, bin }: Channel): DataSetColumn => {
  const { columns, calculated } = compiling;
  if (field === undefined) return columns.rows();
  if (typeof field === "string") {
    if (timeUnit === "yearweek") return columns.week(field);
    return bin === undefined ? columns.plain(field) : columns.bin(field, bin.step);
  }
  const chosen = chosenColumn(compiling, field.parameter);
  if (bin === undefined) return chosen;
  const step = bin.step.toString();
  const expression = `floor(${reference(chosen.name)} / ${step}) * ${step}`;
  return {
    name: calculated.add(columns, `${chosen.name}_by_${step.replaceAll(/\W/g, "_")}`, expression),
    type: "DECIMAL",
  };
};

const granularities: Readonly<Record<TimeUnit, TimeGranularity>> = {
  year: "YEAR",
  yearquarter: "QUARTER",
  yearmonth: "MONTH",
  // the column holds the week's first day
  yearweek: "DAY",
  yearmonthdate: "DAY",
};

export const numberFormatOf = (
  compiling: Compiling,
  path: ChannelPath,
  { format }: Channel,
): NumberFormatConfiguration | undefined => {
  if (format === undefined) return undefined;
  const { format: said, lost } = numericFormat(format);
  if (lost !== undefined) compiling.onlyOnPage([...path, "format"], `QuickSight can't show ${lost}`);
  return said === undefined ? undefined : { FormatConfiguration: said };
};

export const dateFormatOf = (compiling: Compiling, path: ChannelPath, { format }: Channel): string | undefined => {
  if (format === undefined) return undefined;
  const { format: said, lost } = dateFormat(format);
  if (lost !== undefined) compiling.onlyOnPage([...path, "format"], `QuickSight can't show ${lost}`);
  return said;
};

export const dimension = (compiling: Compiling, path: ChannelPath, channel: Channel): DimensionField => {
  const column = channelColumn(compiling, channel);
  const field = {
    FieldId: fieldId(compiling, path),
    Column: columnIdentifier(compiling.visual.query, column.name),
  };
  if (column.type === "DATETIME") {
    const { timeUnit } = channel;
    const format = dateFormatOf(compiling, path, channel);
    return {
      DateDimensionField: {
        ...field,
        DateGranularity: timeUnit === undefined ? "SECOND" : granularities[timeUnit],
        ...(format !== undefined && { FormatConfiguration: { DateTimeFormat: format } }),
      },
    };
  }
  if (column.type === "STRING") return { CategoricalDimensionField: field };
  const format = numberFormatOf(compiling, path, channel);
  return { NumericalDimensionField: { ...field, ...(format && { FormatConfiguration: format }) } };
};

const numerical: Readonly<Record<Exclude<Aggregate, "ratio">, SimpleNumericalAggregationFunction>> = {
  count: "COUNT",
  sum: "SUM",
  mean: "AVERAGE",
  median: "MEDIAN",
  min: "MIN",
  max: "MAX",
  distinct: "DISTINCT_COUNT",
};

/** Ratio of sums, or null if the divisor is 0, as in the Athena query. */
const ratioColumn = (compiling: Compiling, channel: Channel): string => {
  const { columns, calculated } = compiling;
  const part = channelColumn(compiling, channel).name;
  const whole = columns.plain(channel.over ?? "").name;
  const sum = (name: string): string => `sum(${reference(name)})`;
  const expression = `ifelse(${sum(whole)} = 0, NULL, ${sum(part)} / ${sum(whole)})`;
  return calculated.add(columns, `${part}_by_${whole}`, expression);
};

/** A measure's column, its aggregation, and how conditions name the result. */
export interface Measured {
  readonly column: DataSetColumn;
  readonly aggregation?: SimpleNumericalAggregationFunction;
  readonly expression: string;
}

const words: Readonly<Record<SimpleNumericalAggregationFunction, string>> = {
  ...{ SUM: "SUM", AVERAGE: "AVG", MEDIAN: "MEDIAN", MIN: "MIN", MAX: "MAX", COUNT: "COUNT" },
  ...{ DISTINCT_COUNT: "DISTINCT_COUNT", STDEV: "STDEV", STDEVP: "STDEVP", VAR: "VAR", VARP: "VARP" },
};

/** On the page, an unaggregated number is one per mark; QuickSight must aggregate, so it is summed. */
export const measured = (compiling: Compiling, channel: Channel): Measured => {
  const { aggregate, field } = channel;
  if (aggregate === "ratio") {
    const name = ratioColumn(compiling, channel);
    return { column: { name, type: "DECIMAL" }, expression: reference(name) };
  }
  const column = channelColumn(compiling, channel);
  const aggregation = aggregate === undefined || field === undefined ? "SUM" : numerical[aggregate];
  return { column, aggregation, expression: `${words[aggregation]}(${reference(column.name)})` };
};

const asDate = { MIN: "MIN", MAX: "MAX", DISTINCT_COUNT: "DISTINCT_COUNT" } as const;

export const measure = (compiling: Compiling, path: ChannelPath, channel: Channel): MeasureField => {
  const { column, aggregation } = measured(compiling, channel);
  const field = {
    FieldId: fieldId(compiling, path),
    Column: columnIdentifier(compiling.visual.query, column.name),
  };
  if (column.type === "DATETIME") {
    const format = dateFormatOf(compiling, path, channel);
    const known = Object.entries(asDate).find(([name]) => name === aggregation)?.[1] ?? "COUNT";
    return {
      DateMeasureField: {
        ...field,
        AggregationFunction: known,
        ...(format !== undefined && { FormatConfiguration: { DateTimeFormat: format } }),
      },
    };
  }
  if (column.type === "STRING") {
    if (aggregation !== "COUNT" && aggregation !== "DISTINCT_COUNT") {
      compiling.onlyOnPage(path, `QuickSight has no ${channel.aggregate ?? "value"} of text, and shows the count`);
    }
    return {
      CategoricalMeasureField: {
        ...field,
        AggregationFunction: aggregation === "DISTINCT_COUNT" ? "DISTINCT_COUNT" : "COUNT",
      },
    };
  }
  const format = numberFormatOf(compiling, path, channel);
  return {
    NumericalMeasureField: {
      ...field,
      ...(aggregation && { AggregationFunction: { SimpleNumericalAggregation: aggregation } }),
      ...(format && { FormatConfiguration: format }),
    },
  };
};

/** A channel's title as on the page, with parameters at their defaults. */
export const channelTitle = ({ dashboard }: Compiling, channel: Channel): string =>
  titleOf(channel, readValues(dashboard, new URLSearchParams()).values);

export const columnOfField = (field: DimensionField | MeasureField) =>
  Object.values(field as Readonly<Record<string, { readonly FieldId: string; readonly Column: AxisColumn }>>)[0];
type AxisColumn = NonNullable<NonNullable<AxisLabelOptions["ApplyTo"]>["Column"]>;

/**
 * An axis with its channel's title. The provider accepts a single title: fields that share an axis use their columns'
 * names.
 */
export const axisLabels = (
  compiling: Compiling,
  fields: readonly { readonly channel: Channel; readonly field: DimensionField | MeasureField }[],
): ChartAxisLabelOptions => ({
  AxisLabelOptions: (fields.length > 1 ? [] : fields).flatMap(({ channel, field }): AxisLabelOptions[] => {
    const found = columnOfField(field);
    return found === undefined
      ? []
      : [{ CustomLabel: channelTitle(compiling, channel), ApplyTo: { FieldId: found.FieldId, Column: found.Column } }];
  }),
});
