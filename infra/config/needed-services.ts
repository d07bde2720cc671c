/** Services without which a stack can't be, of those that some region lacks: pure. */
import type { NeededService } from "../../model/region.ts";
import type { Config } from "./schema.ts";

export const neededServices = ({ redshift, quicksight, alarms }: Config): readonly NeededService[] => [
  { service: "athena" },
  { service: "glue" },
  { service: "lakeformation" },
  ...(redshift.enabled
    ? [
        {
          service: "redshift-serverless",
          setting: { place: "lakehouse:redshift.enabled", fix: "write enabled: false" },
        },
      ]
    : []),
  ...(quicksight.enabled
    ? [{ service: "quicksight", setting: { place: "lakehouse:quicksight.enabled", fix: "write enabled: false" } }]
    : []),
  // The budgets go with the alarms, to whose readers they tell
  ...(alarms.enabled
    ? [{ service: "budgets", setting: { place: "lakehouse:alarms.enabled", fix: "write enabled: false" } }]
    : []),
];
