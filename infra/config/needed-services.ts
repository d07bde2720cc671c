/** Services that a stack can't do without, among those that some region lacks. Pure. */
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
  // Budgets come with the alarms and notify the same people
  ...(alarms.enabled
    ? [{ service: "budgets", setting: { place: "lakehouse:alarms.enabled", fix: "write enabled: false" } }]
    : []),
];
