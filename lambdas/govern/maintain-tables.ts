import type { TaggedTable } from "../../model/governance/tags.ts";
import type { Maintenance } from "../../model/maintenance.ts";
import { mapBounded } from "../shared/bounded.ts";
import type { OptimizerStore } from "./optimizer-store.ts";
import { optimizable, optimizerChanges } from "./optimizers.ts";
import type { CatalogTable } from "./tag-changes.ts";

/** Zero when nothing had to change. */
export interface MaintenanceResult {
  readonly optimizersSet: number;
  readonly optimizersRemoved: number;
}

export interface MaintenancePorts {
  readonly maintenance: Maintenance;
  readonly optimizers: OptimizerStore;
}

const callsAtOnce = 8;

/** Gives every Iceberg table that is declared the optimizers that the stack declares; only what differs is changed. */
export const maintainTables = async (
  tables: readonly CatalogTable[],
  declared: readonly TaggedTable[],
  { maintenance, optimizers }: MaintenancePorts,
): Promise<MaintenanceResult> => {
  const found = await optimizers.find(optimizable(tables));
  const { create, update, remove } = optimizerChanges(tables, declared, found, maintenance);
  await mapBounded(create, callsAtOnce, optimizers.create);
  await mapBounded(update, callsAtOnce, optimizers.update);
  await mapBounded(remove, callsAtOnce, optimizers.remove);
  return { optimizersSet: create.length + update.length, optimizersRemoved: remove.length };
};
