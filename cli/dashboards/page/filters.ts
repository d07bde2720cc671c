/** The page's filters. The selection is kept in the address only, so that a link shows what its sender saw. */
import type { Parameter } from "../../../model/dashboards/definition.ts";
import type { ShownOptions } from "../protocol.ts";
import { ask, problemsOf, shownProblems } from "./ask.ts";
import { element } from "./dom.ts";
import { documentAddress } from "./site.ts";

export interface FiltersOptions {
  readonly dashboard: string;
  readonly parameters: readonly Parameter[];
  readonly search: () => URLSearchParams;
  /** Writes values to the address. */
  readonly choose: (name: string, values: readonly string[]) => void;
}

type Choices = ShownOptions["options"];

const labelled = (title: string, id: string, control: HTMLElement): HTMLElement =>
  element("div", {}, element("label", { for: id }, title), control);

/** The value in the address, else the default. */
const chosen = (search: URLSearchParams, name: string, otherwise: readonly string[]): readonly string[] =>
  search.has(name) ? search.getAll(name) : otherwise;

const rangeControl = (
  parameter: Parameter & { kind: "date range" },
  { search, choose }: FiltersOptions,
): HTMLElement => {
  const { from = "", to = "" } = parameter.default ?? {};
  const [first = "", last = ""] = (search().get(parameter.name) ?? `${from}..${to}`).split("..");
  const input = (label: string, value: string): HTMLInputElement =>
    element("input", { type: "date", "aria-label": label, value });
  const [begin, end] = [input(`${parameter.title}: from`, first), input(`${parameter.title}: to`, last)];
  for (const one of [begin, end]) {
    one.addEventListener("change", () => {
      const isNothing = begin.value === "" && end.value === "";
      choose(parameter.name, [isNothing ? "" : `${begin.value}..${end.value}`]);
    });
  }
  const legend = element("legend", { class: "label" }, parameter.title);
  return element("fieldset", {}, legend, element("div", {}, begin, element("span", {}, "to"), end));
};

const selectControl = (
  name: string,
  title: string,
  value: string,
  choices: Choices,
  options: FiltersOptions,
  all?: string,
): HTMLElement => {
  const id = `parameter-${name}`;
  const first = all === undefined ? [] : [{ value: "", label: all }];
  // A value that can't be chosen (any more) is still shown, because it filters
  const stray = value === "" || choices.some((one) => one.value === value) ? [] : [{ value, label: value }];
  const select = element("select", { id, name });
  for (const one of [...first, ...choices, ...stray]) select.append(element("option", { value: one.value }, one.label));
  select.value = value;
  select.addEventListener("change", () => {
    options.choose(name, [select.value]);
  });
  return labelled(title, id, select);
};

const multiControl = (
  name: string,
  title: string,
  values: readonly string[],
  choices: Choices,
  options: FiltersOptions,
): HTMLElement => {
  const given = values.filter((value) => value !== "");
  const stray = given
    .filter((value) => !choices.some((one) => one.value === value))
    .map((value) => ({ value, label: value }));
  const titles = [...choices, ...stray].filter(({ value }) => given.includes(value)).map(({ label }) => label);
  const summary = element(
    "summary",
    { "aria-label": `${title}: ${titles.join(", ") || "all"}` },
    titles.join(", ") || "All",
  );
  const boxes = [...choices, ...stray].map(({ value, label }) => {
    const box = element("input", { type: "checkbox", value, checked: given.includes(value) ? "" : undefined });
    return { box, row: element("label", {}, box, label) };
  });
  const list = element("div", { role: "group", "aria-label": title }, ...boxes.map(({ row }) => row));
  const details = element("details", { class: "choice" }, summary, list);
  list.addEventListener("change", () => {
    const now = boxes.flatMap(({ box }) => (box.checked ? [box.value] : []));
    summary.textContent =
      now.length === 0
        ? "All"
        : now.map((value) => [...choices, ...stray].find((one) => one.value === value)?.label ?? value).join(", ");
    options.choose(name, now.length === 0 ? [""] : now);
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    details.open = false;
    summary.focus();
  });
  return element("div", {}, element("span", { class: "label" }, title), details);
};

const control = async (parameter: Parameter, options: FiltersOptions): Promise<HTMLElement> => {
  const { name, title } = parameter;
  const search = options.search();
  if (parameter.kind === "date range") return rangeControl(parameter, options);
  if (parameter.kind === "column") {
    const [value = ""] = chosen(search, name, [parameter.default]);
    const choices = parameter.values.map((one) => ({ value: one.value, label: one.label ?? one.value }));
    return selectControl(name, title, value, choices, options);
  }
  if (parameter.kind === "text") {
    const [value = ""] = chosen(search, name, [parameter.default ?? ""]);
    const input = element("input", { id: `parameter-${name}`, type: "search", value });
    input.addEventListener("change", () => {
      options.choose(name, [input.value]);
    });
    return labelled(title, input.id, input);
  }
  const { options: choices } = await ask<ShownOptions>(
    documentAddress(`dashboards/${options.dashboard}/options/${name}`, search.toString()),
  );
  if (parameter.kind === "select") {
    const [value = ""] = chosen(search, name, [parameter.default ?? ""]);
    return selectControl(name, title, value, choices, options, "All");
  }
  return multiControl(name, title, chosen(search, name, parameter.default ?? []), choices, options);
};

/** The row of controls; options that depend on others are reloaded when these change. */
export const filterForm = (
  options: FiltersOptions,
): { readonly root: HTMLElement; readonly refresh: (changed?: string) => void } => {
  const slots = options.parameters.map((parameter) => ({ parameter, slot: element("div") }));
  const fill = ({ parameter, slot }: (typeof slots)[number]): void => {
    control(parameter, options).then(
      (made) => {
        slot.replaceChildren(made);
      },
      (error: unknown) => {
        slot.replaceChildren(element("span", { class: "label" }, parameter.title), shownProblems(problemsOf(error)));
      },
    );
  };
  const root = element("form", { class: "filters", "aria-label": "Filters" }, ...slots.map(({ slot }) => slot));
  root.addEventListener("submit", (event) => {
    event.preventDefault();
  });
  return {
    root,
    refresh: (changed) => {
      // The control that was just used keeps the focus
      for (const slot of slots) {
        const isCascading = "options" in slot.parameter && slot.parameter.options.query !== undefined;
        if (changed === undefined || (isCascading && slot.parameter.name !== changed)) fill(slot);
      }
    },
  };
};
