/** Which dashboards are published for whom: pure. */
import type { CompiledDashboard } from "../../model/dashboards/quicksight/compile.ts";
import { dataSetId } from "../../model/dashboards/quicksight/ids.ts";
import type { QuickSightDeployment } from "../../model/documents/deployment.ts";
import { personas, type Persona } from "../../model/governance/principals.ts";
import type { Place } from "../place.ts";

export interface Published {
  readonly dashboards: readonly CompiledDashboard[];
  /** Names of groups by persona. */
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

/** Personas that something is published for. */
export const publishedPersonas = (args: Published): readonly Persona[] =>
  [...new Set(publicationsOf(args).map(({ persona }) => persona))].sort();

/** Ids of every data set of a stack. */
export const publishedDataSets = (place: Place, args: Published): readonly string[] =>
  publicationsOf(args).flatMap(({ dashboard, persona }) =>
    dashboard.dataSets.map(({ query }) => dataSetId(place.prefix, dashboard.name, query, persona)),
  );

/** What the deployment says of it: what is published is QuickSight's to say, and may be more than a parameter holds. */
export const deploymentOf = ({
  place,
  mode,
  groups,
}: Pick<Published, "groups"> & { readonly place: Place; readonly mode: "direct" | "spice" }): QuickSightDeployment => ({
  mode,
  prefix: place.prefix,
  personas: personas.filter((persona) => (groups[persona] ?? []).length > 0),
});
