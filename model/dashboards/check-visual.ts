/** Checks one visual: its channels, columns, types, visibility, and link. Pure. */
import { writeNearest } from "../validation/suggestion.ts";
import type { Path } from "../validation/path.ts";
import type { ColumnType } from "../documents/contract-bundle.ts";
import { hiddenFrom, type QueryRelation, type AddProblem } from "./checked.ts";
import type { Dashboard } from "./definition.ts";
import type { AskingVisual, Channel, Visual } from "./visual-schema.ts";
import { channelsOf, chartRules, columnsBehind, isAsking, parameterNamed, type Wanted } from "./kinds.ts";

export interface VisualToCheck {
  readonly dashboard: Dashboard;
  readonly visual: Visual;
  readonly path: Path;
  readonly relations: ReadonlyMap<string, QueryRelation>;
  readonly others: readonly Dashboard[];
}

const isNumber = (type: ColumnType): boolean => /^(int|bigint|double|decimal)/.test(type);
const isTime = (type: ColumnType): boolean => type === "date" || type === "timestamp";

/** The type that a column should have, if it doesn't. */
const misfit = (channel: Channel, wanted: Wanted, type: ColumnType): string | undefined => {
  const { aggregate, timeUnit, bin } = channel;
  if (timeUnit !== undefined && !isTime(type)) return `timeUnit needs a date or a timestamp`;
  if (bin !== undefined && !isNumber(type)) return "bin needs a number";
  if (aggregate !== undefined && ["sum", "mean", "median", "ratio"].includes(aggregate) && !isNumber(type)) {
    return `${aggregate} needs a number`;
  }
  if (aggregate === "count" || aggregate === "distinct") return undefined;
  if ((wanted === "number" || wanted === "measure") && !isNumber(type)) return "the channel needs a number";
  if (wanted === "time" && !isTime(type)) return "the channel needs a date or a timestamp";
  return undefined;
};

const checkChannel = (
  { dashboard, relations }: VisualToCheck,
  query: string,
  { path, channel, wanted }: { readonly path: Path; readonly channel: Channel; readonly wanted: Wanted },
  addProblem: AddProblem,
): void => {
  const { field, aggregate } = channel;
  if (field === undefined && aggregate !== "count") {
    const message = "the channel has no field; only aggregate: count needs none";
    addProblem("DASHBOARD_CHANNEL", path, message, 'add "field: …"');
    return;
  }
  if (typeof field === "object" && parameterNamed(dashboard, field.parameter)?.kind !== "column") {
    const names = (dashboard.parameters ?? []).filter(({ kind }) => kind === "column").map(({ name }) => name);
    const message = `"${field.parameter}" is not a parameter of the kind column; there are ${names.join(", ") || "none"}`;
    const fix = writeNearest(field.parameter, names, "declare it, or name a column");
    addProblem("DASHBOARD_PARAMETER", [...path, "field"], message, fix);
  }
  const columns = relations.get(query)?.columns;
  if ((aggregate === "ratio") !== (channel.over !== undefined)) {
    const message = aggregate === "ratio" ? "the ratio has no divisor" : '"over" is only for aggregate: ratio';
    const fix = aggregate === "ratio" ? 'add "over: <column>", whose sum is the divisor' : "remove it";
    addProblem("DASHBOARD_CHANNEL", path, message, fix);
  }
  for (const name of columns === undefined ? [] : columnsBehind(dashboard, channel)) {
    const column = columns?.find((one) => one.name === name);
    if (column === undefined) {
      const names = columns?.map((one) => one.name) ?? [];
      const message = `"${name}" is not a column of query ${query}; its columns are ${names.join(", ")}`;
      addProblem("DASHBOARD_COLUMN", [...path, "field"], message, writeNearest(name, names, "name one of them"));
      continue;
    }
    const fault = column.type === undefined ? undefined : misfit(channel, wanted, column.type);
    if (fault === undefined) continue;
    const fix = "choose a column of that type, or aggregate: count or distinct";
    addProblem("DASHBOARD_TYPE", path, `column ${name} is of type ${column.type ?? ""}, but ${fault}`, fix);
  }
};

const checkEncoding = (visual: AskingVisual, path: Path, addProblem: AddProblem): void => {
  if (!("encoding" in visual)) return;
  const { required, optional } = chartRules[visual.kind];
  const allowed = Object.keys({ ...required, ...optional });
  const given = Object.keys(visual.encoding);
  const at = [...path, "encoding"];
  for (const name of Object.keys(required).filter((one) => !given.includes(one))) {
    const message = `"${name}" is missing; a ${visual.kind} has ${allowed.join(", ")}`;
    addProblem("DASHBOARD_CHANNEL", at, message, `add "${name}: { field: … }"`);
  }
  for (const name of given.filter((one) => !allowed.includes(one))) {
    const message = `a ${visual.kind} has no channel ${name}; it has ${allowed.join(", ")}`;
    addProblem("DASHBOARD_CHANNEL", [...at, name], message, writeNearest(name, allowed, "remove it"));
  }
  if (visual.kind === "histogram" && visual.encoding.x !== undefined && visual.encoding.x.bin === undefined) {
    addProblem("DASHBOARD_CHANNEL", [...at, "x"], "a histogram has no bins", 'add "bin: { step: … }"');
  }
  if (visual.kind === "box" && visual.encoding.y?.aggregate !== undefined) {
    const message = "a box shows the quartiles of its values, so y has no aggregate";
    addProblem("DASHBOARD_CHANNEL", [...at, "y"], message, "take the aggregate out");
  }
};

/** A forecast needs a single line with one point per day. */
const checkForecast = (visual: AskingVisual, path: Path, addProblem: AddProblem): void => {
  if (!("forecast" in visual)) return;
  const { x, y, color } = visual.encoding;
  const faults = [
    ...(x?.timeUnit === "yearmonthdate" ? [] : ['x has no "timeUnit: yearmonthdate"']),
    ...(y?.aggregate === undefined ? ["y has no aggregate"] : []),
    ...(color === undefined ? [] : ["color makes more than one line"]),
  ];
  if (faults.length === 0) return;
  const message = `a forecast needs a single line with one value per day, but ${faults.join(", ")}`;
  addProblem("DASHBOARD_CHANNEL", [...path, "forecast"], message, "correct the encoding, or remove the forecast");
};

const checkSensitivity = (
  { dashboard, relations }: VisualToCheck,
  visual: AskingVisual,
  path: Path,
  addProblem: AddProblem,
): void => {
  const relation = relations.get(visual.query);
  const shown = new Set(channelsOf(visual).flatMap(({ channel }) => columnsBehind(dashboard, channel)));
  const columns = relation?.columns.filter(({ name }) => shown.has(name)) ?? [];
  for (const persona of dashboard.audience) {
    // What the query always needs is reported at the query
    if (relation === undefined || hiddenFrom(persona, relation.needed).length > 0) continue;
    const hidden = hiddenFrom(persona, columns);
    if (hidden.length === 0) continue;
    const message = `${persona} is in the audience but may not see ${hidden.join(", ")}`;
    addProblem(
      "DASHBOARD_SENSITIVITY",
      path,
      message,
      "show only what the whole audience may see, or remove the persona",
    );
  }
};

const checkLink = ({ dashboard, visual, path, others }: VisualToCheck, addProblem: AddProblem): void => {
  const { link } = visual;
  if (link === undefined) return;
  const names = others.map(({ name }) => name);
  const target = link.dashboard === dashboard.name ? dashboard : others.find(({ name }) => name === link.dashboard);
  if (target === undefined) {
    const message = `no dashboard is called ${link.dashboard}; there are ${names.join(", ")}`;
    const fix = writeNearest(link.dashboard, names, "name one of them");
    addProblem("DASHBOARD_LINK", [...path, "link", "dashboard"], message, fix);
    return;
  }
  const pages = target.pages.map(({ name }) => name);
  if (link.page === undefined || pages.includes(link.page)) return;
  const message = `dashboard ${target.name} has no page ${link.page}; it has ${pages.join(", ")}`;
  addProblem("DASHBOARD_LINK", [...path, "link", "page"], message, writeNearest(link.page, pages, "name one of them"));
};

export const checkVisual = (item: VisualToCheck, addProblem: AddProblem): void => {
  const { dashboard, visual, path } = item;
  checkLink(item, addProblem);
  if (!isAsking(visual)) return;
  const queries = dashboard.queries.map(({ name }) => name);
  if (!queries.includes(visual.query)) {
    const message = `no query is called ${visual.query}; there are ${queries.join(", ")}`;
    addProblem("DASHBOARD_QUERY", [...path, "query"], message, writeNearest(visual.query, queries, "name one of them"));
    return;
  }
  checkEncoding(visual, path, addProblem);
  checkForecast(visual, path, addProblem);
  for (const placed of channelsOf(visual)) {
    checkChannel(item, visual.query, { ...placed, path: [...path, ...placed.path] }, addProblem);
  }
  if (visual.kind === "kpi" && visual.comparison !== undefined && visual.time === undefined) {
    const message = "a comparison needs a time, but the KPI has none";
    addProblem("DASHBOARD_CHANNEL", [...path, "comparison"], message, 'add "time: { field: …, timeUnit: … }"');
  }
  checkSensitivity(item, visual, path, addProblem);
};
