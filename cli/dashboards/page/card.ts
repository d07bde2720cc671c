/** A visual in its card: loading, answered, empty, or failed. */
import { toPng } from "html-to-image";
import type { AskingVisual, Visual } from "../../../model/dashboards/visual-schema.ts";
import { defaultInterval, fewestDays, forecastOf } from "../../../model/dashboards/forecast.ts";
import { isNumeric } from "../../../model/dashboards/vega.ts";
import type { ShownAnswer, ShownVisual } from "../protocol.ts";
import { ask, problemsOf, shownProblems } from "./ask.ts";
import { drawChart } from "./chart.ts";
import { button, element } from "./dom.ts";
import { datumsOf } from "../../../model/dashboards/values.ts";
import { csvAddress, dashboardAddress, documentAddress, isBuilt } from "./site.ts";
import { kpiBody } from "./kpi.ts";
import { pivotTable, plainTable } from "./tables.ts";

const spans: Readonly<Partial<Record<Visual["kind"], number>>> = { kpi: 3 };

const age = (answeredAt: number): string => {
  const seconds = (Date.now() - answeredAt) / 1000;
  if (isBuilt) return new Date(answeredAt).toISOString().slice(0, 16).replace("T", " ").concat(" UTC");
  if (seconds < 60) return "just now";
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
};

const save = (address: string, name: string): void => {
  const link = element("a", { href: address, download: name });
  link.click();
};

/** The text shown in place of an empty visual. */
const nothingOf = ({ kind }: Visual, { rows, columns }: ShownAnswer): string | undefined => {
  if (rows.length === 0) return "No rows for this selection.";
  if (kind === "table" || kind === "pivot") return undefined;
  const measures = columns.flatMap(({ type }, index) => (isNumeric(type) ? [index] : []));
  const isEmpty = measures.length > 0 && rows.every((row) => measures.every((index) => row[index] === null));
  return isEmpty ? "No values for this selection: there is nothing to compare." : undefined;
};

/** Describes the forecast, or why there is none. */
const aboutForecast = (visual: Visual, answer: ShownAnswer): string | undefined => {
  if (visual.kind !== "line") return undefined;
  const expected = forecastOf(visual, answer.spec ?? {}, datumsOf(answer));
  if (expected === undefined) return undefined;
  if ("tooFew" in expected) {
    return `No forecast: it needs ${fewestDays} days in a row, and there are only ${expected.tooFew}`;
  }
  const percent = (visual.forecast?.interval ?? defaultInterval).toString();
  return `Dashed: the same weekday of the last week; the band holds ${percent} % of days`;
};

export interface CardOptions {
  readonly dashboard: string;
  readonly visual: ShownVisual;
  /** The current selection, as it is in the address. */
  readonly search: () => URLSearchParams;
}

export class Card {
  readonly root: HTMLElement;
  readonly #options: CardOptions;
  readonly #body = element("div", { class: "body" });
  readonly #foot = element("div", { class: "foot" });
  readonly #tools = element("div");
  #answer: ShownAnswer | undefined;
  #asked: string | undefined;
  #abort = new AbortController();
  #picture: () => Promise<string>;
  #remove: () => void = () => undefined;
  #showsData = false;

  constructor(options: CardOptions) {
    this.#options = options;
    const { visual } = options;
    const id = `visual-${visual.name}`;
    const { link } = visual;
    const address = link && dashboardAddress(link.dashboard, link.page);
    const title = element(
      "h2",
      { id },
      address === undefined ? visual.title : element("a", { href: address }, visual.title),
    );
    const about = visual.description === undefined ? undefined : element("p", { class: "about" }, visual.description);
    const menu = element(
      "details",
      { class: "tools" },
      element("summary", { "aria-label": `More options for ${visual.title}` }, "…"),
      this.#tools,
    );
    const isPlain = visual.kind === "text";
    const kind = ["kpi", "text", "table", "pivot"].includes(visual.kind) ? visual.kind : "chart";
    this.root = element(
      "section",
      {
        class: `card ${kind}`,
        "aria-labelledby": id,
        "data-visual": visual.name,
        style: `--span: ${visual.span ?? spans[visual.kind] ?? 6}`,
      },
      element("div", { class: "head" }, element("div", {}, title, about), isPlain ? undefined : menu),
      this.#body,
      this.#foot,
    );
    this.#picture = () =>
      toPng(this.root, {
        pixelRatio: 2,
        filter: (node) => !(node instanceof Element && node.matches("details.tools")),
      });
    if (visual.kind === "text") {
      this.#body.append(
        ...visual.text
          .trim()
          .split(/\n\s*\n/)
          .map((paragraph) => element("p", {}, paragraph)),
      );
    }
  }

  /** Queries if the current selection differs from what is shown. */
  async refresh(isRenewed = false): Promise<void> {
    const { dashboard, visual, search } = this.#options;
    if (visual.kind === "text") return;
    const chosen = new URLSearchParams([...search()].filter(([name]) => visual.parameters.includes(name)));
    if (this.#asked === chosen.toString() && !isRenewed) return;
    this.#asked = chosen.toString();
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.root.setAttribute("aria-busy", "true");
    if (this.#answer === undefined)
      this.#body.replaceChildren(element("span", { class: "waiting", role: "status", "aria-label": "Loading" }));
    const path = `dashboards/${dashboard}/visuals/${visual.name}`;
    try {
      this.#answer = await ask<ShownAnswer>(
        documentAddress(path, [chosen.toString(), ...(isRenewed ? ["renew"] : [])].join("&")),
        signal,
      );
      if (!signal.aborted) await this.draw();
    } catch (error) {
      if (signal.aborted) return;
      this.#asked = undefined;
      this.#answer = undefined;
      this.#clear();
      this.#body.replaceChildren(shownProblems(problemsOf(error)));
      this.#foot.replaceChildren();
    }
    this.#tools.replaceChildren(...this.#toolsOf(csvAddress(path, chosen.toString())));
    if (!signal.aborted) this.root.removeAttribute("aria-busy");
  }

  #clear(): void {
    this.#remove();
    this.#remove = () => undefined;
  }

  #toolsOf(csv: string): readonly HTMLElement[] {
    const again = isBuilt ? [] : [button("Query again", () => void this.refresh(true))];
    const { visual } = this.#options;
    if (this.#answer === undefined) return again;
    const isChart = !["table", "pivot"].includes(visual.kind);
    const data = button(this.#showsData ? "Show the picture" : "Show the data", () => {
      this.#showsData = !this.#showsData;
      this.#tools.replaceChildren(...this.#toolsOf(csv));
      void this.draw();
    });
    const png = button("Save as PNG", () => {
      this.#picture().then(
        (address) => {
          save(address, `${visual.name}.png`);
        },
        (error: unknown) => {
          this.#foot.replaceChildren(shownProblems(problemsOf(error)));
        },
      );
    });
    const link = element("a", { href: csv, download: `${visual.name}.csv` }, "Save as CSV");
    return [...(isChart ? [data] : []), link, png, ...again];
  }

  /** Draws the current answer; also after the colors have changed. */
  async draw(): Promise<void> {
    const answer = this.#answer;
    const { visual } = this.#options;
    if (answer === undefined || visual.kind === "text") return;
    this.#clear();
    this.#foot.replaceChildren(...this.#footOf(answer));
    const nothing = nothingOf(visual, answer);
    if (nothing !== undefined) {
      this.#body.replaceChildren(element("p", { class: "nothing" }, nothing));
      return;
    }
    if (visual.kind === "table") this.#body.replaceChildren(plainTable(visual.title, answer, visual));
    else if (visual.kind === "pivot") this.#body.replaceChildren(pivotTable(visual, answer));
    else if (this.#showsData) this.#body.replaceChildren(plainTable(visual.title, answer));
    else if (visual.kind === "kpi") {
      const { body, spark } = kpiBody(visual, answer);
      this.#body.replaceChildren(...body);
      if (spark !== undefined) await this.#chart(spark, visual, answer);
    } else {
      // One picture with a text alternative, and its data as a table next to it, instead of a thousand marks to walk
      // through
      const holder = element("div", { "aria-hidden": "true" });
      this.#body.replaceChildren(element("div", { role: "img", "aria-label": this.#described(answer) }, holder));
      const drawn = await this.#chart(holder, visual, answer);
      this.#picture = drawn.png;
    }
  }

  async #chart(holder: HTMLElement, visual: AskingVisual, answer: ShownAnswer) {
    const drawn = await drawChart(holder, visual, answer);
    this.#remove = drawn.remove;
    return drawn;
  }

  #described({ rows, columns }: ShownAnswer): string {
    const { visual } = this.#options;
    const names = columns.map(({ title }) => title).join(", ");
    return `${visual.kind} of ${names}, ${rows.length} values; "Show the data" lists them`;
  }

  #footOf(answer: ShownAnswer): readonly HTMLElement[] {
    const { truncated, answeredAt, querySeconds, problems, rows } = answer;
    const forecast = aboutForecast(this.#options.visual, answer);
    const more = truncated ? [element("span", { class: "bad" }, `Only the first ${rows.length} rows are shown`)] : [];
    const misread = problems.length > 0 ? [shownProblems(problems)] : [];
    const next = forecast === undefined ? [] : [element("span", { class: "forecast" }, forecast)];
    return [
      ...misread,
      ...more,
      ...next,
      element("span", {}, `Queried ${age(answeredAt)}, took ${querySeconds.toFixed(1)} s`),
    ];
  }
}
