/** The whole of a stack's governance as data: the program creates it, the check compares the account with it. */
import type { Bundle } from "../dataset.ts";
import { databaseName, zones } from "../names.ts";
import {
  locationGrants,
  principalGrants,
  writerGrants,
  type GovernedLocation,
  type LocationGrant,
  type TagGrant,
  type Writer,
} from "./grants.ts";
import type { Principal } from "./principals.ts";
import { databaseTags, tablesOf, type TaggedTable, type Tags } from "./tags.ts";

/** What only the deployed stack knows; it is part of what the deployment says of itself. */
export interface GovernedStack {
  readonly principals: readonly Principal[];
  readonly writers: readonly Writer[];
  readonly locations: readonly GovernedLocation[];
  /** Roles that this stack needs as administrators of the data lake; others in the account stay. */
  readonly administrators: readonly string[];
}

export interface Governance {
  readonly databases: readonly { readonly name: string; readonly tags: Tags }[];
  readonly tables: readonly TaggedTable[];
  readonly grants: readonly TagGrant[];
  readonly locationGrants: readonly LocationGrant[];
  readonly locations: GovernedStack["locations"];
  readonly administrators: readonly string[];
}

/** @param bundle contracts that the stack was deployed with */
export const governanceOf = ({ sources, datasets }: Bundle, stack: GovernedStack): Governance => {
  const domains = sources.map(({ name }) => name);
  return {
    databases: domains.flatMap((source) =>
      zones.map((zone) => ({ name: databaseName(source, zone), tags: databaseTags(source, zone) })),
    ),
    tables: datasets.flatMap(tablesOf),
    grants: [
      ...stack.principals.flatMap(principalGrants),
      ...stack.writers.flatMap((writer) => writerGrants(writer, domains)),
    ],
    locationGrants: stack.writers.flatMap((writer) => locationGrants(writer, stack.locations)),
    locations: stack.locations,
    administrators: stack.administrators,
  };
};
