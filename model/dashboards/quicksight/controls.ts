/** Controls of a sheet, and where their options come from. Pure. */
import type { CascadingControlSource, ParameterControl, ParameterSelectableValues } from "@aws-sdk/client-quicksight";
import type { Dashboard, Options, Page, Parameter } from "../definition.ts";
import { isAsking, parameterNamed } from "../kinds.ts";
import { parametersOf } from "../sql.ts";
import { columnIdentifier, type Note } from "./compiling.ts";
import type { DataSetColumns } from "./data-set.ts";
import { parameterName, rangeNames } from "./parameter-names.ts";
import { columnLabels } from "./parameters.ts";

export interface ControlContext {
  readonly dashboard: Dashboard;
  /** Columns of a query's data set, which is created on first use. */
  readonly columnsOf: (query: string) => DataSetColumns | undefined;
}

const filtersOf = ({ queries }: Dashboard, { query }: Options): Readonly<Record<string, string>> =>
  queries.find(({ name }) => name === query)?.filters ?? {};

const isChoice = (parameter: Parameter | undefined): boolean =>
  parameter?.kind === "select" || parameter?.kind === "multi select";

/** Parameters that a page's visuals depend on, and those that determine their options. */
export const parametersOn = (dashboard: Dashboard, { visuals }: Page): ReadonlySet<string> => {
  const found = new Set<string>();
  const waiting = visuals.filter(isAsking).flatMap((visual) => parametersOf(dashboard, visual));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const parameter = parameterNamed(dashboard, next);
    if (parameter === undefined || !("options" in parameter)) continue;
    waiting.push(...Object.values(filtersOf(dashboard, parameter.options)));
  }
  return found;
};

const controlId = (page: Page, parameter: string): string => `${page.name}-${parameter}`;

/** Options depend only on what was chosen in another list. */
const cascading = (context: ControlContext, page: Page, options: Options): CascadingControlSource[] =>
  Object.entries(filtersOf(context.dashboard, options))
    .sort()
    .flatMap(([column, name]) => {
      const columns = context.columnsOf(options.query ?? "");
      if (columns === undefined || !isChoice(parameterNamed(context.dashboard, name))) return [];
      const match = columnIdentifier(options.query ?? "", columns.choice(column).name);
      return [{ SourceSheetControlId: controlId(page, name), ColumnToMatch: match }];
    });

const selectable = ({ columnsOf }: ControlContext, options: Options): ParameterSelectableValues => {
  if (options.values !== undefined) return { Values: options.values.map(({ value }) => value) };
  const columns = columnsOf(options.query ?? "");
  if (columns === undefined) return {};
  return {
    LinkToDataSetColumn: columnIdentifier(options.query ?? "", columns.text(options.value ?? "").name),
  };
};

const controlsOf = (context: ControlContext, page: Page, parameter: Parameter): ParameterControl[] => {
  const { dashboard } = context;
  const id = controlId(page, parameter.name);
  const { title } = parameter;
  const source = parameterName(dashboard, parameter.name);
  switch (parameter.kind) {
    case "date range": {
      const { from, to } = rangeNames(dashboard, parameter.name);
      const picker = (end: string, name: string, words: string): ParameterControl => ({
        DateTimePicker: { ParameterControlId: `${id}-${end}`, Title: `${title}, ${words}`, SourceParameterName: name },
      });
      return [picker("from", from, "from"), picker("to", to, "to")];
    }
    case "text":
      return [{ TextField: { ParameterControlId: id, Title: title, SourceParameterName: source } }];
    case "column":
      return [
        {
          Dropdown: {
            ParameterControlId: id,
            Title: title,
            SourceParameterName: source,
            Type: "SINGLE_SELECT",
            SelectableValues: { Values: [...columnLabels(parameter)] },
            DisplayOptions: { SelectAllOptions: { Visibility: "HIDDEN" } },
          },
        },
      ];
    case "select":
    case "multi select": {
      const sources = cascading(context, page, parameter.options);
      return [
        {
          Dropdown: {
            ParameterControlId: id,
            Title: title,
            SourceParameterName: source,
            Type: parameter.kind === "select" ? "SINGLE_SELECT" : "MULTI_SELECT",
            SelectableValues: selectable(context, parameter.options),
            DisplayOptions: { SelectAllOptions: { Visibility: "VISIBLE" } },
            ...(sources.length > 0 && { CascadingControlConfiguration: { SourceControls: sources } }),
          },
        },
      ];
    }
  }
};

export const pageControls = (context: ControlContext, page: Page): ParameterControl[] => {
  const on = parametersOn(context.dashboard, page);
  return (context.dashboard.parameters ?? [])
    .filter(({ name }) => on.has(name))
    .flatMap((parameter) => controlsOf(context, page, parameter));
};

/** Id of a control that this module creates. */
export const controlIdOf = ({ DateTimePicker, Dropdown, TextField }: ParameterControl): string =>
  (DateTimePicker ?? Dropdown ?? TextField)?.ParameterControlId ?? "";

/** What controls lose in QuickSight. */
export const parameterNotes = (dashboard: Dashboard): readonly Note[] =>
  (dashboard.parameters ?? []).flatMap((parameter, index): Note[] => {
    if (!("options" in parameter)) return [];
    const { options } = parameter;
    const note = (key: string, message: string, fix: string): Note => ({
      code: "DASHBOARD_ONLY_ON_PAGE",
      path: ["parameters", index, "options", key],
      message,
      fix,
    });
    const isLabeled =
      options.values?.some(({ value, label = value }) => label !== value) ??
      (options.label !== undefined && options.label !== options.value);
    const deaf = Object.values(filtersOf(dashboard, options)).filter(
      (name) => !isChoice(parameterNamed(dashboard, name)),
    );
    return [
      ...(isLabeled
        ? [
            note(
              options.values === undefined ? "label" : "values",
              `QuickSight lists the values of ${parameter.name}, not their labels`,
              "filter by the column that readers know, or accept it",
            ),
          ]
        : []),
      ...(deaf.length > 0
        ? [
            note(
              "query",
              `in QuickSight the options of ${parameter.name} don't follow ${deaf.join(", ")}: only select and multi select cascade`,
              "filter the options only by select or multi select, or accept it",
            ),
          ]
        : []),
    ];
  });
