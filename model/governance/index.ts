/** A stack's entire governance as data: the program creates it, and the check compares the account with it. */
import type { GovernedStack } from "../documents/deployment.ts";
import { databaseName, zones } from "../names.ts";
import {
  locationGrants,
  principalGrants,
  queryGrant,
  writerGrants,
  type DatabaseGrant,
  type LocationGrant,
  type TagGrant,
} from "./grants.ts";
import { databaseTags, declaredTables, type Declarations, type TaggedTable, type Tags } from "./tags.ts";

export interface GovernedDatabase {
  readonly name: string;
  readonly tags: Tags;
  /** Belongs to a preview: it comes and goes with `sql apply`, so it may not exist yet or anymore. */
  readonly isPreview: boolean;
}

export interface Governance {
  readonly databases: readonly GovernedDatabase[];
  readonly tables: readonly TaggedTable[];
  readonly grants: readonly TagGrant[];
  readonly databaseGrants: readonly DatabaseGrant[];
  readonly locationGrants: readonly LocationGrant[];
  readonly locations: GovernedStack["locations"];
  readonly administrators: readonly string[];
}

/** Databases of previews in which applied SQL has tables or views. */
const previewDatabases = (tables: readonly TaggedTable[]): readonly GovernedDatabase[] => {
  const ofPreviews = tables.filter(
    ({ zone, domain, database }) => zone === "curated" && database !== databaseName(domain, zone),
  );
  const sources = new Map(ofPreviews.map(({ database, domain }) => [database, domain]));
  return [...sources].map(([name, source]) => ({ name, tags: databaseTags(source, "curated"), isPreview: true }));
};

/** @param declared contracts that the stack was deployed with, and the SQL that was applied to it */
export const governanceOf = (declared: Declarations, stack: GovernedStack): Governance => {
  const domains = declared.sources.map(({ name }) => name);
  const tables = declaredTables(declared);
  const databases = domains.flatMap((source) =>
    zones.map((zone) => ({ name: databaseName(source, zone), tags: databaseTags(source, zone), isPreview: false })),
  );
  return {
    databases: [...databases, ...previewDatabases(tables)],
    tables,
    grants: [
      ...stack.principals.flatMap(principalGrants),
      ...stack.writers.flatMap((writer) => writerGrants(writer, domains)),
    ],
    databaseGrants: stack.principals.map(queryGrant),
    locationGrants: stack.writers.flatMap((writer) => locationGrants(writer, stack.locations)),
    locations: stack.locations,
    administrators: stack.administrators,
  };
};
