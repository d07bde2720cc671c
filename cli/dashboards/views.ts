/** The dashboards as one principal sees them: which may be opened, a visual's answer, and why one fails. */
import { type CheckedDashboard, hiddenFrom } from "../../model/dashboards/checked.ts";
import { visualsOf, type Dashboard } from "../../model/dashboards/definition.ts";
import type { AskingVisual } from "../../model/dashboards/visual-schema.ts";
import { channelsOf, columnsBehind, isAsking } from "../../model/dashboards/kinds.ts";
import { readValues } from "../../model/dashboards/parameters.ts";
import { optionsStatement, parametersOf, statementOf } from "../../model/dashboards/sql.ts";
import { columnsShown, specOf } from "../../model/dashboards/vega.ts";
import type { Principal } from "../../model/documents/deployment.ts";
import { ProblemsError, type Problem } from "../../model/validation/problem.ts";
import { failure } from "../../model/validation/failure.ts";
import type { Answers } from "./answers.ts";
import type { Overview, ShownAnswer, ShownDashboard, ShownOptions } from "./protocol.ts";

export interface ViewsOptions {
  /** Called on every request: an edited file shows after a reload. */
  readonly read: () => readonly CheckedDashboard[];
  readonly answers: Answers;
  /** Absent if the command's own role queries. */
  readonly principal?: Principal;
}

const nameOf = (file: string): string => file.replace(/^.*\//, "").replace(/\.ya?ml$/, "");

/** A missing dashboard or visual, as opposed to one that can't be shown. */
export class NotThere extends ProblemsError {}

const notThere = (place: string, message: string, fix: string): NotThere =>
  new NotThere("dashboards", [{ code: "DASHBOARD_NOT_THERE", place, message, fix }]);

export class Views {
  readonly #options: ViewsOptions;

  constructor(options: ViewsOptions) {
    this.#options = options;
  }

  get #as(): string {
    const { principal } = this.#options;
    return principal === undefined ? "the command's own role" : `${principal.name} (${principal.persona})`;
  }

  #closed({ name, audience }: Dashboard): readonly Problem[] {
    const { principal } = this.#options;
    if (principal === undefined || audience.includes(principal.persona)) return [];
    const message = `the dashboard is for ${audience.join(", ")}, and you are viewing as ${principal.persona}`;
    return [{ code: "DASHBOARD_AUDIENCE", place: name, message, fix: "ask its owner, or open another one" }];
  }

  overview(): Overview {
    const dashboards = this.#options.read().map(({ file, dashboard, problems }) => {
      const { name = nameOf(file), title = nameOf(file), description = "" } = dashboard ?? {};
      return { name, title, description, problems: dashboard === undefined ? problems : this.#closed(dashboard) };
    });
    return { as: this.#as, dashboards };
  }

  #open(name: string): CheckedDashboard & { readonly dashboard: Dashboard } {
    const all = this.#options.read();
    const found = all.find(({ file }) => nameOf(file) === name);
    if (found === undefined) {
      const names = all.map(({ file }) => nameOf(file)).join(", ");
      throw notThere(name, `no dashboard is called ${name}; there are ${names}`, "open one of them");
    }
    const { dashboard } = found;
    if (dashboard === undefined) throw new ProblemsError(name, found.problems);
    const closed = this.#closed(dashboard);
    if (closed.length > 0) throw new ProblemsError(name, closed);
    return { ...found, dashboard };
  }

  dashboard(name: string): ShownDashboard {
    const { dashboard } = this.#open(name);
    const { title, description, parameters = [] } = dashboard;
    const pages = dashboard.pages.map((page) => ({
      name: page.name,
      title: page.title,
      visuals: page.visuals.map((visual) => ({
        ...visual,
        parameters: isAsking(visual) ? parametersOf(dashboard, visual) : [],
      })),
    }));
    return { name, title, description, as: this.#as, parameters, pages };
  }

  /** Explains a denial as far as contracts and SQL can: Athena names a column, but not that it is closed. */
  #hidden(visual: AskingVisual, { dashboard, relations }: CheckedDashboard): readonly Problem[] {
    const { principal } = this.#options;
    const relation = relations.get(visual.query);
    if (principal === undefined || dashboard === undefined || relation === undefined) return [];
    const shown = channelsOf(visual).flatMap(({ channel }) => columnsBehind(dashboard, channel));
    const columns = [...relation.needed, ...relation.columns.filter(({ name }) => shown.includes(name))];
    const hidden = [...new Set(hiddenFrom(principal.persona, columns))];
    if (hidden.length === 0) return [];
    const message = `${principal.persona} may not see ${hidden.join(", ")}`;
    return [
      { code: "COLUMN_DENIED", place: visual.title, message, fix: "ask the data's owner, or view as another persona" },
    ];
  }

  async answer(name: string, visualName: string, search: URLSearchParams): Promise<ShownAnswer> {
    const checked = this.#open(name);
    const { dashboard, problems } = checked;
    const visual = visualsOf(dashboard).find((one) => one.name === visualName);
    if (visual === undefined || !isAsking(visual)) {
      const names = visualsOf(dashboard)
        .filter(isAsking)
        .map((one) => one.name)
        .join(", ");
      throw notThere(
        `${name}/${visualName}`,
        `no visual with data is called ${visualName}; there are ${names}`,
        "request one of them",
      );
    }
    const faults = problems.filter((problem) => problem.visual === visualName);
    if (faults.length > 0) throw new ProblemsError(visual.title, faults);
    const { values, problems: misread } = readValues(dashboard, search);
    const statement = statementOf(dashboard, visual, values);
    try {
      const { columns, rows, truncated, queryId, seconds, answeredAt } = await this.#options.answers.of(
        statement,
        search.has("renew"),
      );
      const spec = specOf(visual, columns, values);
      return {
        columns: columnsShown(visual, columns, values),
        ...{ rows, truncated, queryId, querySeconds: seconds, problems: misread },
        answeredAt,
        ...(spec !== undefined && { spec }),
      };
    } catch (error) {
      if (error instanceof DOMException && error.name === "TimeoutError") {
        const fix = "choose a shorter period, or aggregate the data in a model";
        throw failure("QUERY_TIMEOUT", visual.title, "Athena did not answer in time, and the query was stopped", fix);
      }
      if (!(error instanceof ProblemsError)) throw error;
      throw new ProblemsError(visual.title, [...this.#hidden(visual, checked), ...error.problems]);
    }
  }

  async options(name: string, parameterName: string, search: URLSearchParams): Promise<ShownOptions> {
    const { dashboard } = this.#open(name);
    const parameter = dashboard.parameters?.find((one) => one.name === parameterName);
    if (parameter === undefined || !("options" in parameter)) {
      throw notThere(
        `${name}/${parameterName}`,
        `${parameterName} is not a parameter with options`,
        "request one that is",
      );
    }
    const { options } = parameter;
    const listed = options.values?.map(({ value, label = value }) => ({ value, label }));
    if (listed !== undefined) return { options: listed };
    const { values } = readValues(dashboard, search);
    const { rows } = await this.#options.answers.of(optionsStatement(dashboard, options, values));
    return { options: rows.map(([value, label]) => ({ value: value ?? "", label: label ?? value ?? "" })) };
  }
}
