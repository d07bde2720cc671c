import type { Governance, GovernedDatabase } from "../../model/governance/index.ts";
import type { Database } from "@aws-sdk/client-glue";
import type { Maintenance } from "../../model/maintenance.ts";
import { mapBounded } from "../../aws/bounded.ts";
import { Fault } from "../../model/fault.ts";
import { listed } from "../../model/wording.ts";
import { hasDefaults, withoutDefaults, type Catalog, type ListedTable } from "../../aws/glue/databases.ts";
import type { Everyone } from "../../aws/lake-formation/everyone.ts";
import { maintainTables, type MaintainedTable, type MaintenanceResult } from "./maintain-tables.ts";
import type { Optimizers } from "../../aws/glue/table-optimizers.ts";
import { missingTags, tagChanges, type TagChanges } from "./tag-changes.ts";
import type { TagStore } from "../../aws/lake-formation/tag-store.ts";

/** Counts; all but the first two are zero when nothing had to change. */
export interface CatalogResult extends MaintenanceResult {
  readonly databases: number;
  readonly tables: number;
  /** Databases whose default permissions were cleared. */
  readonly defaultsCleared: number;
  /** Grants to everyone admitted by IAM that were revoked. */
  readonly revoked: number;
  readonly databasesTagged: number;
  readonly columnsTagged: number;
  /** Tables and columns from which a tag of ours was removed. */
  readonly tagsRemoved: number;
}

export interface CatalogPorts {
  readonly catalog: Catalog;
  readonly everyone: Everyone;
  readonly tags: TagStore;
  readonly optimizers: Optimizers;
  readonly maintenance: Maintenance;
}

type Wanted = Pick<Governance, "databases" | "tables">;

/** Concurrent calls; Lake Formation accepts a few dozen per second from each account. */
const parallelCalls = 8;

const notApplied = (places: readonly string[], what: string): Fault =>
  new Fault(
    {
      code: "GOVERNANCE_NOT_APPLIED",
      place: listed(places),
      message: `${what}, although Lake Formation accepted the change`,
      fix: "check CloudTrail for who else changes it, and deploy again",
    },
    { retry: "later" },
  );

/** Databases with default permissions of their own. */
const opened = async (names: readonly string[], catalog: Catalog): Promise<readonly Database[]> =>
  (await mapBounded(names, parallelCalls, catalog.database)).filter(
    (database): database is Database => database !== undefined && hasDefaults(database),
  );

const clearDefaults = async (names: readonly string[], catalog: Catalog): Promise<number> => {
  const open = await opened(names, catalog);
  await mapBounded(open, parallelCalls, (database) => catalog.update(withoutDefaults(database)));
  const cleared = open.map(({ Name: name = "" }) => name);
  const still = (await opened(cleared, catalog)).map(({ Name: name = "" }) => name);
  if (still.length > 0) throw notApplied(still, "new tables are still granted to everyone");
  return open.length;
};

const revokeEveryone = async (names: readonly string[], { grants, revoke }: Everyone): Promise<number> => {
  const found = await grants(names);
  if (found.length === 0) return 0;
  await revoke(found);
  const still = await grants(names);
  if (still.length > 0)
    throw notApplied(
      still.map(({ place }) => place),
      "IAM_ALLOWED_PRINCIPALS still has permissions",
    );
  return found.length;
};

/** The provider only warns if a tag is not attached, so databases are checked again. */
const tagDatabases = async (wanted: Wanted["databases"], tags: TagStore): Promise<number> => {
  const changed = await mapBounded(wanted, parallelCalls, async ({ name, tags: own }) => {
    const missing = missingTags(own, (await tags.ofDatabase(name)) ?? {});
    if (Object.keys(missing).length === 0) return false;
    await tags.add({ database: name }, missing);
    if (Object.keys(missingTags(own, (await tags.ofDatabase(name)) ?? {})).length > 0) {
      throw notApplied([name], "its tags are not as declared");
    }
    return true;
  });
  return changed.filter(Boolean).length;
};

const isNothing = ({ remove, add }: TagChanges): boolean => remove.length + add.length === 0;

/** Sequential changes: Lake Formation rejects concurrent changes of one table. */
const tagTable = async (
  table: ListedTable,
  declared: Wanted["tables"][number] | undefined,
  tags: TagStore,
): Promise<TagChanges> => {
  const { database, name } = table;
  const changesDue = async (): Promise<TagChanges> => {
    const assigned = await tags.ofTable(database, name);
    return assigned === undefined ? { remove: [], add: [] } : tagChanges(table, declared, assigned);
  };
  const changes = await changesDue();
  for (const { columns, tags: removed } of changes.remove) {
    await tags.remove({ database, table: name, ...(columns && { columns }) }, removed);
  }
  for (const { columns, tags: added } of changes.add) {
    await tags.add({ database, table: name, ...(columns && { columns }) }, added);
  }
  if (!isNothing(changes) && !isNothing(await changesDue())) {
    throw notApplied([`${database}.${name}`], "its tags are not as declared");
  }
  return changes;
};

type DatabasesResult = Pick<CatalogResult, "databases" | "defaultsCleared" | "revoked" | "databasesTagged">;

/** Closes databases and their tables to everyone, and tags the databases. */
export const governDatabases = async (
  databases: readonly GovernedDatabase[],
  { catalog, everyone, tags }: Pick<CatalogPorts, "catalog" | "everyone" | "tags">,
): Promise<DatabasesResult> => {
  const names = databases.map(({ name }) => name);
  return {
    databases: names.length,
    defaultsCleared: await clearDefaults(names, catalog),
    databasesTagged: await tagDatabases(databases, tags),
    revoked: await revokeEveryone(names, everyone),
  };
};

const isThere = async ({ name, isPreview }: GovernedDatabase, catalog: Catalog): Promise<boolean> =>
  !isPreview || (await catalog.database(name)) !== undefined;

/** Iceberg tables outside previews. */
const maintainedTables = (tables: readonly ListedTable[], wanted: Wanted): readonly MaintainedTable[] => {
  const declared = new Set(wanted.tables.map(({ database, table }) => `${database}.${table}`));
  const previews = new Set(wanted.databases.filter(({ isPreview }) => isPreview).map(({ name }) => name));
  return tables
    .filter(({ database, isIceberg }) => isIceberg === true && !previews.has(database))
    .map(({ database, name }) => ({ database, name, isDeclared: declared.has(`${database}.${name}`) }));
};

/**
 * Tables to check one by one: all, or with `onlyDeclared` the declared ones and all of the curated zone, which is small
 * and in which any night may build.
 */
const tablesWithin = async (
  databases: readonly GovernedDatabase[],
  declared: ReadonlyMap<string, unknown>,
  onlyDeclared: boolean,
  catalog: Catalog,
): Promise<readonly ListedTable[]> => {
  const holding = new Set([...declared.keys()].map((table) => table.split(".")[0]));
  const found = await mapBounded(databases, parallelCalls, async ({ name, tags: { zone } }) => {
    if (!onlyDeclared || zone === "curated") return catalog.tables(name);
    const tables = holding.has(name) ? await catalog.tables(name) : [];
    return tables.filter((table) => declared.has(`${name}.${table.name}`));
  });
  return found.flat();
};

/**
 * Brings the catalog in line with contracts and applied SQL: nothing is open to everyone, declared columns are tagged,
 * anything undeclared has no tag of ours, and tables have the stack's optimizers. Changes only what differs, and reads
 * back what it changed.
 *
 * @param onlyDeclared whether to skip undeclared tables outside the curated zone, e.g. if `wanted` has only one group's
 * tables; databases, and grants to everyone in them, are checked either way
 */
export const governCatalog = async (
  wanted: Wanted,
  ports: CatalogPorts,
  onlyDeclared = false,
): Promise<CatalogResult> => {
  const { catalog, tags } = ports;
  const there = await mapBounded(wanted.databases, parallelCalls, (database) => isThere(database, catalog));
  const databases = wanted.databases.filter((_, index) => there[index]);
  const governed = await governDatabases(databases, ports);
  const declared = new Map(wanted.tables.map((table) => [`${table.database}.${table.table}`, table]));
  const tables = await tablesWithin(databases, declared, onlyDeclared, catalog);
  const changes = await mapBounded(tables, parallelCalls, (table) =>
    tagTable(table, declared.get(`${table.database}.${table.name}`), tags),
  );
  const count = (of: keyof TagChanges): number =>
    changes.flatMap((change) => change[of]).reduce((total, { columns }) => total + (columns?.length ?? 1), 0);
  const maintained = await maintainTables(maintainedTables(tables, wanted), ports.maintenance, ports.optimizers);
  return {
    ...governed,
    tables: tables.length,
    columnsTagged: count("add"),
    tagsRemoved: count("remove"),
    ...maintained,
  };
};
