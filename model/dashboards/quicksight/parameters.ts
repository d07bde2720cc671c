/** Declares parameters in QuickSight's form. Pure. */
import type { ParameterDeclaration } from "@aws-sdk/client-quicksight";
import type { Dashboard, Parameter } from "../definition.ts";
import { parameterName, rangeNames } from "./parameter-names.ts";

/** Ends of an open range: a date filter needs both. */
export const openRange = { from: "1970-01-01", to: "2099-12-31" } as const;

const day = (name: string, text: string): ParameterDeclaration => ({
  DateTimeParameterDeclaration: {
    Name: name,
    DefaultValues: { StaticValues: [new Date(`${text}T00:00:00Z`)] },
    TimeGranularity: "DAY",
  },
});

/** Without a default everything is selected, as on the page. */
const text = (name: string, defaults: readonly string[], isMulti = false): ParameterDeclaration => ({
  StringParameterDeclaration: {
    Name: name,
    ParameterValueType: isMulti ? "MULTI_VALUED" : "SINGLE_VALUED",
    ...(defaults.length > 0
      ? { DefaultValues: { StaticValues: [...defaults] } }
      : { ValueWhenUnset: { ValueWhenUnsetOption: "RECOMMENDED_VALUE" } }),
  },
});

/** The page's addresses use a column's name; QuickSight's readers choose it by its label. */
export const columnLabels = (parameter: Extract<Parameter, { kind: "column" }>): readonly string[] =>
  parameter.values.map(({ value, label = value }) => label);

const declared = (dashboard: Dashboard, parameter: Parameter): ParameterDeclaration[] => {
  const name = parameterName(dashboard, parameter.name);
  switch (parameter.kind) {
    case "date range": {
      const { from, to } = rangeNames(dashboard, parameter.name);
      const range = { ...openRange, ...parameter.default };
      return [day(from, range.from), day(to, range.to)];
    }
    case "multi select":
      return [text(name, parameter.default ?? [], true)];
    case "select":
    case "text":
      return [text(name, parameter.default === undefined ? [] : [parameter.default])];
    case "column": {
      const chosen = parameter.values.find(({ value }) => value === parameter.default);
      return [text(name, [chosen?.label ?? parameter.default])];
    }
  }
};

/** @param used names of the parameters that something depends on */
export const parameterDeclarations = (dashboard: Dashboard, used: ReadonlySet<string>): ParameterDeclaration[] =>
  (dashboard.parameters ?? []).filter(({ name }) => used.has(name)).flatMap((one) => declared(dashboard, one));
