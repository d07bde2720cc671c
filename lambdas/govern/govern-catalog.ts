import type { Governance } from "../../model/governance/index.ts";
import { mapBounded } from "../shared/bounded.ts";
import { Fault } from "../shared/fault.ts";
import { listed } from "../shared/messages.ts";
import { hasDefaults, withoutDefaults, type Catalog } from "./catalog.ts";
import type { Everyone } from "./everyone.ts";
import { missingTags, tagChanges, type CatalogTable, type TagChanges } from "./tag-changes.ts";
import type { TagStore } from "./tag-store.ts";

export interface CatalogEvent {
  readonly action: "catalog";
}

/** Counts; all but the first two are zero when nothing had to change. */
export interface CatalogResult {
  readonly databases: number;
  readonly tables: number;
  /** Databases whose own defaults were cleared. */
  readonly defaultsCleared: number;
  /** Grants to everyone whom IAM lets in that were taken back. */
  readonly revoked: number;
  readonly databasesTagged: number;
  readonly columnsTagged: number;
  /** Tables and columns that lost a tag of ours. */
  readonly tagsRemoved: number;
}

export interface CatalogPorts {
  readonly catalog: Catalog;
  readonly everyone: Everyone;
  readonly tags: TagStore;
}

type Wanted = Pick<Governance, "databases" | "tables">;

/** Calls side by side; Lake Formation answers each account a few dozen a second. */
const parallelCalls = 8;

const notApplied = (places: readonly string[], what: string): Fault =>
  new Fault(
    {
      code: "GOVERNANCE_NOT_APPLIED",
      place: listed(places),
      message: `${what}, although Lake Formation accepted the change`,
      fix: "look in the trail for who else changes it, and deploy again",
    },
    { retry: "later" },
  );

const clearDefaults = async (names: readonly string[], catalog: Catalog): Promise<number> => {
  const found = await mapBounded(names, parallelCalls, catalog.database);
  const open = found.filter(hasDefaults);
  await mapBounded(open, parallelCalls, (database) => catalog.update(withoutDefaults(database)));
  const after = await mapBounded(open, parallelCalls, ({ Name: name = "" }) => catalog.database(name));
  const still = after.filter(hasDefaults).map(({ Name: name = "" }) => name);
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

/** The provider warns when a tag isn't attached and goes on: databases are looked at again. */
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

/** One change after the other: Lake Formation refuses two of one table at the same moment. */
const tagTable = async (
  table: CatalogTable,
  declared: Wanted["tables"][number] | undefined,
  tags: TagStore,
): Promise<TagChanges> => {
  const { database, name } = table;
  const changes = tagChanges(table, declared, await tags.ofTable(database, name));
  for (const { columns, tags: removed } of changes.remove) {
    await tags.remove({ database, table: name, ...(columns && { columns }) }, removed);
  }
  for (const { columns, tags: added } of changes.add) {
    await tags.add({ database, table: name, ...(columns && { columns }) }, added);
  }
  if (!isNothing(changes) && !isNothing(tagChanges(table, declared, await tags.ofTable(database, name)))) {
    throw notApplied([`${database}.${name}`], "its tags are not as declared");
  }
  return changes;
};

/**
 * Makes the catalog what the contracts say: nothing is open to everyone, declared columns are tagged, and what no
 * contract declares has no tag of ours. Only what differs is changed, and what was changed is read back.
 */
export const governCatalog = async (wanted: Wanted, ports: CatalogPorts): Promise<CatalogResult> => {
  const { catalog, everyone, tags } = ports;
  const names = wanted.databases.map(({ name }) => name);
  const declared = new Map(wanted.tables.map((table) => [`${table.database}.${table.table}`, table]));
  const defaultsCleared = await clearDefaults(names, catalog);
  const databasesTagged = await tagDatabases(wanted.databases, tags);
  const tables = (await mapBounded(names, parallelCalls, catalog.tables)).flat();
  const revoked = await revokeEveryone(names, everyone);
  const changes = await mapBounded(tables, parallelCalls, (table) =>
    tagTable(table, declared.get(`${table.database}.${table.name}`), tags),
  );
  const count = (of: keyof TagChanges): number =>
    changes.flatMap((change) => change[of]).reduce((total, { columns }) => total + (columns?.length ?? 1), 0);
  return {
    databases: names.length,
    tables: tables.length,
    defaultsCleared,
    revoked,
    databasesTagged,
    columnsTagged: count("add"),
    tagsRemoved: count("remove"),
  };
};
