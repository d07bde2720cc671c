/** Applies the stack's settings to table optimizers. The provider cannot, because nights create the tables. */
import { isDeepStrictEqual } from "node:util";
import { optimizerConfiguration, optimizerTypes, type Maintenance } from "../../model/maintenance.ts";
import type { Optimizers } from "../../aws/glue/table-optimizers.ts";
import { mapBounded } from "../../aws/bounded.ts";

export interface MaintenanceResult {
  readonly optimizersCreated: number;
  readonly optimizersUpdated: number;
  readonly optimizersRemoved: number;
}

export interface MaintainedTable {
  readonly database: string;
  readonly name: string;
  /** Whether a contract or applied SQL declares it. */
  readonly isDeclared: boolean;
}

/** Glue accepts a few dozen calls per second from each account. */
const parallelCalls = 4;

/** Whether all wanted values are set; Glue adds defaults of its own. */
const holds = (live: unknown, wanted: unknown): boolean =>
  typeof wanted === "object" && wanted !== null
    ? typeof live === "object" &&
      live !== null &&
      Object.entries(wanted).every(([name, value]) => holds((live as Record<string, unknown>)[name], value))
    : isDeepStrictEqual(live, wanted);

type Change = "created" | "updated" | "removed" | "none";

/**
 * Creates and updates the optimizers of declared tables, and removes those of tables that are no longer declared; of
 * all tables if maintenance is off.
 *
 * @param tables existing Iceberg tables
 */
export const maintainTables = async (
  tables: readonly MaintainedTable[],
  maintenance: Maintenance,
  optimizers: Optimizers,
): Promise<MaintenanceResult> => {
  const all = tables.flatMap(({ database, name, isDeclared }) =>
    optimizerTypes.map((type) => ({ optimizer: { database, table: name, type }, isWanted: isDeclared })),
  );
  const live = await optimizers.live(all.map(({ optimizer }) => optimizer));
  const due = all.map(({ optimizer, isWanted }, index) => ({ optimizer, isWanted, found: live[index] }));
  const changes = await mapBounded(due, parallelCalls, async ({ optimizer, isWanted, found }): Promise<Change> => {
    if (!isWanted || !maintenance.enabled) {
      if (found === undefined) return "none";
      await optimizers.remove(optimizer);
      return "removed";
    }
    const wanted = optimizerConfiguration(optimizer.type, maintenance);
    if (found === undefined) {
      await optimizers.create(optimizer, wanted);
      return "created";
    }
    if (holds(found, wanted)) return "none";
    await optimizers.update(optimizer, wanted);
    return "updated";
  });
  const count = (of: Change): number => changes.filter((change) => change === of).length;
  return {
    optimizersCreated: count("created"),
    optimizersUpdated: count("updated"),
    optimizersRemoved: count("removed"),
  };
};
