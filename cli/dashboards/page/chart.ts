/** A chart in its card, drawn by Vega-Lite. */
import { feature } from "topojson-client";
import type { Topology } from "topojson-specification";
import embed, { type Result, type VisualizationSpec } from "vega-embed";

import type { AskingVisual } from "../../../model/dashboards/visual-schema.ts";
import { fitted, heightOf, legendHeight } from "../../../model/dashboards/fit.ts";
import { withForecast } from "../../../model/dashboards/forecast.ts";
import type { ShownAnswer } from "../protocol.ts";
import { ask } from "./ask.ts";
import { basemapAddress } from "./site.ts";
import { datumsOf, type Datum } from "../../../model/dashboards/values.ts";
import { vegaConfig } from "./theme.ts";

/** Approximate width that an axis's labels take of a chart, in pixels. */
const axisWidth = 80;

/** Above this number of marks a canvas is used: each mark would be an element of the page. */
const mostElements = 1500;

const basemaps = new Map<string, Promise<readonly unknown[]>>();

const basemap = (name: string): Promise<readonly unknown[]> => {
  const known = basemaps.get(name);
  if (known !== undefined) return known;
  const asked = ask<Topology>(basemapAddress(name)).then((topology) => {
    const shapes = topology.objects[name === "usa" ? "states" : "countries"];
    if (shapes === undefined) throw new Error(`basemap ${name} has no shapes`);
    const found = feature(topology, shapes);
    return "features" in found ? found.features : [found];
  });
  basemaps.set(name, asked);
  return asked;
};

interface Drawn {
  readonly png: () => Promise<string>;
  readonly remove: () => void;
}

const sizeOf = (visual: AskingVisual, data: readonly Datum[], more: number): object => {
  if (visual.kind === "kpi") return { width: "container", height: 44 };
  if (visual.kind === "map") return { width: "container", height: 420 };
  const usual = 260;
  const height = heightOf(visual, data, usual);
  return { width: "container", height: height === usual ? usual + more : height };
};

export const drawChart = async (holder: HTMLElement, visual: AskingVisual, answer: ShownAnswer): Promise<Drawn> => {
  const data = datumsOf(answer);
  const isMap = visual.kind === "map";
  const asked = withForecast(visual, answer.spec ?? {}, data);
  const width = holder.clientWidth;
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...fitted(visual, asked, data, width - axisWidth),
    ...sizeOf(visual, data, legendHeight(asked, data, width)),
    autosize: { type: "fit", contains: "padding" },
    ...(visual.description !== undefined && { description: visual.description }),
    ...(isMap
      ? { datasets: { answer: data, basemap: await basemap(visual.basemap ?? "world") } }
      : { data: { values: data } }),
  } as unknown as VisualizationSpec;
  const result: Result = await embed(holder, spec, {
    actions: false,
    ast: true,
    config: vegaConfig(width),
    renderer: data.length > mostElements ? "canvas" : "svg",
    tooltip: { theme: "custom" },
  });
  return {
    png: () => result.view.toImageURL("png", 2),
    remove: () => {
      result.finalize();
    },
  };
};
