/** Which dashboards are published for whom. Pure. */
import type { CompiledDashboard } from "../../model/dashboards/quicksight/compile.ts";
import { dataSetId } from "../../model/dashboards/quicksight/ids.ts";
import type { QuickSightDeployment } from "../../model/documents/deployment.ts";
import { personas, type Persona } from "../../model/governance/principals.ts";
import type { Place } from "../place.ts";

export interface Published {
  readonly dashboards: readonly CompiledDashboard[];
  /** Group names by persona. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** A dashboard is published once for each persona of its audience that has readers. */
export interface Publication {
  readonly dashboard: CompiledDashboard;
  readonly persona: Persona;
}

export const publicationsOf = ({ dashboards, groups }: Published): readonly Publication[] =>
  [...dashboards]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((dashboard) =>
      [...dashboard.audience]
        .sort()
        .filter((persona) => (groups[persona] ?? []).length > 0)
        .map((persona) => ({ dashboard, persona })),
    );

/** Personas for which something is published. */
export const publishedPersonas = (args: Published): readonly Persona[] =>
  [...new Set(publicationsOf(args).map(({ persona }) => persona))].sort();

/** Ids of all data sets of a stack. */
export const publishedDataSets = (place: Place, args: Published): readonly string[] =>
  publicationsOf(args).flatMap(({ dashboard, persona }) =>
    dashboard.dataSets.map(({ query }) => dataSetId(place.prefix, dashboard.name, query, persona)),
  );

/** The deployment document's part: QuickSight itself lists what is published, which may exceed a parameter's size. */
export const deploymentOf = ({
  place,
  mode,
  groups,
}: Pick<Published, "groups"> & { readonly place: Place; readonly mode: "direct" | "spice" }): QuickSightDeployment => ({
  mode,
  prefix: place.prefix,
  personas: personas.filter((persona) => (groups[persona] ?? []).length > 0),
});
