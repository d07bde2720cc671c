/** Each kind of visual in QuickSight's form. Pure. */
import type { Visual } from "@aws-sdk/client-quicksight";
import type { AskingVisual } from "../visual-schema.ts";
import { bar, waterfall } from "./bars.ts";
import { combo } from "./combo.ts";
import type { Compiling } from "./compiling.ts";
import { box, heatMap, histogram } from "./distributions.ts";
import { kpi } from "./kpi.ts";
import { lineOrArea } from "./lines.ts";
import { map, scatter } from "./points.ts";
import { pivot, table } from "./tables.ts";

/** Kinds whose number of values QuickSight limits. */
const limited: readonly AskingVisual["kind"][] = ["line", "area", "bar"];

export const compileVisual = <V extends AskingVisual>(compiling: Compiling<V>): Visual => {
  const { visual } = compiling as Compiling;
  if ("limit" in visual && !limited.includes(visual.kind)) {
    compiling.onlyOnPage(["limit"], `QuickSight has no limit for a ${visual.kind}, and shows all`);
  }
  switch (visual.kind) {
    case "kpi":
      return kpi({ ...compiling, visual });
    case "line":
    case "area":
      return lineOrArea({ ...compiling, visual });
    case "bar":
      return bar({ ...compiling, visual });
    case "waterfall":
      return waterfall({ ...compiling, visual });
    case "heat map":
      return heatMap({ ...compiling, visual });
    case "scatter":
      return scatter({ ...compiling, visual });
    case "histogram":
      return histogram({ ...compiling, visual });
    case "box":
      return box({ ...compiling, visual });
    case "map":
      return map({ ...compiling, visual });
    case "combo":
      return combo({ ...compiling, visual });
    case "table":
      return table({ ...compiling, visual });
    case "pivot":
      return pivot({ ...compiling, visual });
  }
};
