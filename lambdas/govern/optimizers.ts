/** What Glue's optimizers have to be told of each table, and what has to change for it. Pure. */
import type { TableOptimizerConfiguration, TableOptimizerType } from "@aws-sdk/client-glue";
import type { TaggedTable } from "../../model/governance/tags.ts";
import type { Maintenance } from "../../model/maintenance.ts";
import type { CatalogTable } from "./tag-changes.ts";

const optimizerTypes = ["compaction", "retention", "orphan_file_deletion"] as const;

export interface OptimizedTable {
  readonly database: string;
  readonly table: string;
  readonly type: TableOptimizerType;
}

export interface Optimizer extends OptimizedTable {
  readonly configuration: TableOptimizerConfiguration;
}

export interface OptimizerChanges {
  readonly create: readonly Optimizer[];
  readonly update: readonly Optimizer[];
  readonly remove: readonly OptimizedTable[];
}

/** Everything is given: what is left out follows from properties of the table, which the jobs do not set. */
const configurationsOf = (
  maintenance: Maintenance,
  location: string | undefined,
): Readonly<Record<(typeof optimizerTypes)[number], TableOptimizerConfiguration>> => {
  const { minimumInputFiles: minInputFiles, deleteFileThreshold, snapshotDays, snapshotsKept } = maintenance;
  const common = { roleArn: maintenance.role, enabled: true };
  return {
    compaction: {
      ...common,
      compactionConfiguration: {
        icebergConfiguration: { strategy: "binpack", minInputFiles, deleteFileThreshold },
      },
    },
    retention: {
      ...common,
      retentionConfiguration: {
        icebergConfiguration: {
          snapshotRetentionPeriodInDays: snapshotDays,
          numberOfSnapshotsToRetain: snapshotsKept,
          cleanExpiredFiles: true,
        },
      },
    },
    orphan_file_deletion: {
      ...common,
      orphanFileDeletionConfiguration: {
        icebergConfiguration: {
          orphanFileRetentionPeriodInDays: maintenance.orphanFileDays,
          // As a folder: as a mere beginning of keys, the place of `flights` is also that of `flights_quarantine`.
          ...(location !== undefined && { location: location.replace(/\/*$/, "/") }),
        },
      },
    },
  };
};

/** Whether all that is wanted is there; Glue answers defaults beside it. */
const includes = (found: unknown, wanted: unknown): boolean =>
  typeof wanted === "object" && wanted !== null
    ? typeof found === "object" &&
      found !== null &&
      Object.entries(wanted).every(([key, value]) => includes((found as Record<string, unknown>)[key], value))
    : found === wanted;

const keyOf = ({ database, table, type }: OptimizedTable): string => `${database}.${table} ${type}`;

const placesOf = ({ database, name }: CatalogTable) => optimizerTypes.map((type) => ({ database, table: name, type }));

/** Optimizers that there can be, of declared tables and others. */
export const optimizable = (tables: readonly CatalogTable[]): readonly OptimizedTable[] =>
  tables.filter(({ isIceberg }) => isIceberg).flatMap(placesOf);

/**
 * Declared tables are maintained as the stack says, whoever made their optimizers. Of others, only optimizers with the
 * stack's own role are removed.
 *
 * @param found optimizers that there are
 */
export const optimizerChanges = (
  tables: readonly CatalogTable[],
  declared: readonly TaggedTable[],
  found: readonly Optimizer[],
  maintenance: Maintenance,
): OptimizerChanges => {
  const names = new Set(declared.map(({ database, table }) => `${database}.${table}`));
  const current = new Map(found.map((optimizer) => [keyOf(optimizer), optimizer.configuration]));
  const isMaintained = ({ database, name, isIceberg }: CatalogTable): boolean =>
    maintenance.enabled && isIceberg && names.has(`${database}.${name}`);
  const wanted = tables.filter(isMaintained).flatMap((table) => {
    const configurations = configurationsOf(maintenance, table.location);
    return placesOf(table).map((place): Optimizer => ({ ...place, configuration: configurations[place.type] }));
  });
  return {
    create: wanted.filter((optimizer) => !current.has(keyOf(optimizer))),
    update: wanted.filter((optimizer) => {
      const now = current.get(keyOf(optimizer));
      return now !== undefined && !includes(now, optimizer.configuration);
    }),
    remove: tables
      .filter((table) => !isMaintained(table))
      .flatMap(placesOf)
      .filter((place) => current.get(keyOf(place))?.roleArn === maintenance.role),
  };
};
