/**
 * A chart as a picture for a message: its specification with data, size, and colors, and its content in words. Pure.
 */
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { AskingVisual } from "../dashboards/visual-schema.ts";
import { fitted, heightOf, legendHeight } from "../dashboards/fit.ts";
import { withForecast } from "../dashboards/forecast.ts";
import { itemsOf } from "../dashboards/sql.ts";
import { chartConfig } from "../dashboards/theme.ts";
import { datumsOf, shown, type Answered, type Datum } from "../dashboards/values.ts";
import { isTemporal, specOf } from "../dashboards/vega.ts";
import type { AskedPicture } from "./ask.ts";

/** Width of a picture in CSS pixels: what mail programs show without scrolling. */
export const pictureWidth = 560;
const usualHeight = 220;
const margin = 8;
/** Approximate width of an axis's labels. */
const axisWidth = 80;

/** The bundled font family: functions have no system fonts. */
export const pictureFont = "DejaVu Sans";

/** A message doesn't know whether it is shown in dark mode: the picture brings its own background. */
const surroundings = {
  font: pictureFont,
  quiet: "#556070",
  line: "#d9dde3",
  ground: "#f4f5f7",
  accent: "#0b5fae",
  isDark: false,
};

/** For the text part, and for those who don't see the picture. */
export interface PictureText {
  readonly title: string;
  readonly alt: string;
}

const mostRows = 12;

interface Words {
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
}

const rowText = (row: Datum, columns: Answered["columns"], { dimensions, measures }: Words): string => {
  const column = (name: string) => columns.find((one) => one.name === name);
  const text = (name: string): string => {
    const found = column(name);
    return found === undefined ? "" : shown(row[name], found);
  };
  const values = measures.map((name) =>
    measures.length === 1 ? text(name) : `${column(name)?.title ?? name} ${text(name)}`,
  );
  return `${dimensions.map(text).join(", ")}${dimensions.length === 0 ? "" : " "}${values.join(", ")}`;
};

/** The latest rows of a time series; the first rows of anything else. */
export const pictureText = ({ visual, values, from, to }: AskedPicture, answered: Answered): PictureText => {
  const { title } = visual;
  const period = from === to ? from : `${from} to ${to}`;
  const data = datumsOf(answered);
  if (data.length === 0) return { title, alt: `${title}, ${period}: no figures.` };
  const { columns } = answered;
  const items = itemsOf(visual, values);
  const measures = items.filter(({ isAggregate }) => isAggregate).map(({ name }) => name);
  const own = items.filter(({ isAggregate }) => !isAggregate).map(({ name }) => name);
  const time = own.find((name) => columns.some((column) => column.name === name && isTemporal(column.type)));
  const latest = time === undefined ? undefined : Math.max(...data.map((row) => Number(row[time])));
  const rows = time === undefined ? data : data.filter((row) => row[time] === latest);
  const dimensions = own.filter((name) => name !== time);
  const timeColumn = columns.find(({ name }) => name === time);
  const when = latest === undefined || timeColumn === undefined ? "" : `On ${shown(latest, timeColumn)}: `;
  const told = rows.slice(0, mostRows).map((row) => rowText(row, columns, { dimensions, measures }));
  const more = rows.length > mostRows ? `; and ${rows.length - mostRows} more` : "";
  return { title, alt: `${title}, ${period}. ${when}${told.join("; ")}${more}.` };
};

const specification = (visual: AskingVisual, { values }: AskedPicture, answered: Answered): TopLevelSpec => {
  const data = datumsOf(answered);
  const spec = withForecast(visual, specOf(visual, answered.columns, values) ?? {}, data);
  const height = heightOf(visual, data, usualHeight) + legendHeight(spec, data, pictureWidth);
  return {
    ...fitted(visual, spec, data, pictureWidth - axisWidth),
    data: { values: data },
    width: pictureWidth - 2 * margin,
    height,
    padding: margin,
    autosize: { type: "fit", contains: "content" },
    // The page defines colors and font; a picture has no page around it
    config: { ...chartConfig(surroundings, pictureWidth), background: "#ffffff" },
  } as unknown as TopLevelSpec;
};

/** The chart as SVG. */
export const pictureSvg = async (picture: AskedPicture, answered: Answered): Promise<string> => {
  const { spec } = compile(specification(picture.visual, picture, answered));
  const view = new View(parse(spec), { renderer: "none" });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
};
