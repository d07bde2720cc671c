/** Compiles a dashboard's file to QuickSight's data sets and definition, as the API names them. Pure. */
import type { DashboardVersionDefinition, SheetDefinition } from "@aws-sdk/client-quicksight";
import type { Persona } from "../../governance/principals.ts";
import type { QueryRelation } from "../checked.ts";
import { visualsOf, type Dashboard, type Page } from "../definition.ts";
import { isAsking } from "../kinds.ts";
import { columnTypes } from "./column-types.ts";
import { CalculatedFields, type Note } from "./compiling.ts";
import { controlIdOf, pageControls, parameterNotes, parametersOn } from "./controls.ts";
import { DataSetColumns, type CompiledDataSet } from "./data-set.ts";
import { filterGroups } from "./filters.ts";
import { controlLayout, sheetLayout } from "./layout.ts";
import { limitNotes } from "./limits.ts";
import { normalForm, type PlainObject } from "./normal-form.ts";
import { parameterDeclarations } from "./parameters.ts";
import { textBox } from "./text.ts";
import { compileVisual } from "./visuals.ts";

export interface CompiledDashboard {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly audience: readonly Persona[];
  /** One for each query that visuals or options use. */
  readonly dataSets: readonly CompiledDataSet[];
  /**
   * In normal form.
   *
   * @param arnOf returns a data set's ARN by its query
   */
  readonly definition: (arnOf: (query: string) => string) => PlainObject;
  /** What QuickSight can't show as the file says. */
  readonly notes: readonly Note[];
}

type Relations = ReadonlyMap<string, QueryRelation>;

/** Data sets for visuals and options, each created on first use. */
class DataSets {
  readonly #made = new Map<string, DataSetColumns>();
  readonly #dashboard: Dashboard;
  readonly #relations: Relations;

  constructor(dashboard: Dashboard, relations: Relations) {
    this.#dashboard = dashboard;
    this.#relations = relations;
  }

  /** `undefined` for an unknown query. */
  readonly of = (name: string): DataSetColumns | undefined => {
    const made = this.#made.get(name);
    const query = this.#dashboard.queries.find((one) => one.name === name);
    if (made !== undefined || query === undefined) return made;
    const relation = this.#relations.get(name);
    const names = relation?.columns.map((column) => column.name) ?? [];
    const columns = new DataSetColumns(query, columnTypes(this.#dashboard, query, relation), names);
    this.#made.set(name, columns);
    return columns;
  };

  build(): readonly CompiledDataSet[] {
    return [...this.#made]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, columns]) => {
        const closed = new Set(
          this.#relations
            .get(name)
            ?.columns.filter(({ classification }) => classification === "confidential" || classification === "personal")
            .map((column) => column.name),
        );
        return columns.build((column) => closed.has(column));
      });
  }
}

interface SheetContext {
  readonly dashboard: Dashboard;
  readonly dataSets: DataSets;
  readonly calculated: CalculatedFields;
  readonly notes: Note[];
}

const sheetOf = (context: SheetContext, page: Page, index: number): SheetDefinition => {
  const { dashboard, dataSets, calculated, notes } = context;
  const controls = pageControls({ dashboard, columnsOf: dataSets.of }, page);
  const visuals = page.visuals.flatMap((visual, at) => {
    const path = ["pages", index, "visuals", at];
    const onPage = (
      steps: readonly (string | number)[],
      message: string,
      fix = "accept it in QuickSight, or write it differently",
    ) => {
      notes.push({ code: "DASHBOARD_ONLY_ON_PAGE", path: [...path, ...steps], message, fix, visual: visual.name });
    };
    if (visual.link !== undefined) onPage(["link"], "QuickSight's titles can't be links");
    if (!isAsking(visual)) return [];
    const columns = dataSets.of(visual.query);
    if (columns === undefined) return [];
    return [compileVisual({ dashboard, visual, columns, calculated, onlyOnPage: onPage })];
  });
  const ids = controls.map(controlIdOf);
  return {
    SheetId: page.name,
    Name: page.title,
    ContentType: "INTERACTIVE",
    Visuals: visuals,
    TextBoxes: page.visuals.flatMap((visual) => (visual.kind === "text" ? [textBox(visual)] : [])),
    ParameterControls: controls,
    Layouts: [sheetLayout(page.visuals)],
    ...(ids.length > 0 && { SheetControlLayouts: [controlLayout(ids)] }),
  };
};

/** @param dashboard without problems */
export const compileDashboard = (dashboard: Dashboard, relations: Relations): CompiledDashboard => {
  const dataSets = new DataSets(dashboard, relations);
  const calculated = new CalculatedFields();
  const notes: Note[] = [...parameterNotes(dashboard)];
  const sheets = dashboard.pages.map((page, index) => sheetOf({ dashboard, dataSets, calculated, notes }, page, index));
  const shown = new Set(visualsOf(dashboard).flatMap((visual) => (isAsking(visual) ? [visual.query] : [])));
  const filters = dashboard.queries.flatMap((query) => {
    const columns = shown.has(query.name) ? dataSets.of(query.name) : undefined;
    return columns === undefined ? [] : filterGroups(dashboard, query, columns);
  });
  const used = new Set(dashboard.pages.flatMap((page) => [...parametersOn(dashboard, page)]));
  const built = dataSets.build();
  const definition: Omit<DashboardVersionDefinition, "DataSetIdentifierDeclarations"> = {
    Sheets: sheets,
    CalculatedFields: calculated
      .all()
      .map(({ query, name, expression }) => ({ DataSetIdentifier: query, Name: name, Expression: expression })),
    ParameterDeclarations: parameterDeclarations(dashboard, used),
    FilterGroups: filters,
    AnalysisDefaults: {
      DefaultNewSheetConfiguration: {
        SheetContentType: "INTERACTIVE",
        InteractiveLayoutConfiguration: {
          Grid: {
            CanvasSizeOptions: {
              ScreenCanvasSizeOptions: { ResizeOption: "FIXED", OptimizedViewPortWidth: "1600px" },
            },
          },
        },
      },
    },
  };
  return {
    name: dashboard.name,
    title: dashboard.title,
    description: dashboard.description,
    audience: dashboard.audience,
    dataSets: built,
    definition: (arnOf) =>
      normalForm({
        DataSetIdentifierDeclarations: built.map(({ query }) => ({ Identifier: query, DataSetArn: arnOf(query) })),
        ...definition,
      }),
    notes: [...notes, ...limitNotes(dashboard, built)],
  };
};
