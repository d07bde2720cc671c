import type { Database } from "@aws-sdk/client-glue";
import type { DataLakeSettings } from "@aws-sdk/client-lakeformation";
import type { Optimizer } from "../../../../aws/glue/table-optimizers.ts";
import type { OptimizerConfiguration } from "../../../../model/maintenance.ts";
import type { SettingsPorts } from "../../../../lambdas/govern/apply-settings.ts";
import type { EveryoneGrant } from "../../../../aws/lake-formation/everyone.ts";
import type { CatalogPorts } from "../../../../lambdas/govern/govern-catalog.ts";
import type { ListedTable } from "../../../../aws/glue/databases.ts";
import type { AssignedTags, Tagged, TagStore } from "../../../../aws/lake-formation/tag-store.ts";
import type { Documents } from "../../../../aws/s3/documents.ts";

const open = [{ Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" }, Permissions: ["ALL" as const] }];

const without = (tags: AssignedTags, keys: readonly string[]): AssignedTags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));

const optimizerKey = ({ database, table, type }: Optimizer): string => `${database}.${table} ${type}`;

/** Settings, catalog and tags in memory, with the semantics of Lake Formation that matter here. */
export class MemoryLake {
  settings: DataLakeSettings = {
    DataLakeAdmins: [{ DataLakePrincipalIdentifier: "arn:aws:iam::123456789012:role/theirs" }],
    ReadOnlyAdmins: [{ DataLakePrincipalIdentifier: "arn:aws:iam::123456789012:role/watches" }],
    CreateDatabaseDefaultPermissions: open,
    CreateTableDefaultPermissions: open,
    Parameters: { CROSS_ACCOUNT_VERSION: "4" },
    TrustedResourceOwners: ["210987654321"],
  };
  readonly documents = new Map<string, unknown>();
  readonly databases = new Map<string, Database>();
  readonly tables: ListedTable[] = [];
  readonly tagValues = new Map<string, string[]>();
  readonly databaseTags = new Map<string, AssignedTags>();
  readonly tableTags = new Map<string, AssignedTags>();
  readonly columnTags = new Map<string, Record<string, AssignedTags>>();
  /** Configurations by `<database>.<table> <type>`. */
  readonly optimizers = new Map<string, OptimizerConfiguration>();
  maintenance = {
    enabled: true,
    snapshotRetentionDays: 14,
    orphanFileRetentionDays: 7,
    roleArn: "arn:aws:iam::123456789012:role/maintain",
  };
  everyoneGrants: EveryoneGrant[] = [];
  /** The requested changes, in order. */
  readonly changes: string[] = [];
  /** Accepts every change and makes none, as the provider does with the defaults. */
  isDeaf = false;

  addDatabase(name: string, tags: AssignedTags, defaults = open): void {
    this.databases.set(name, { Name: name, Description: "d", CreateTableDefaultPermissions: defaults });
    this.databaseTags.set(name, tags);
  }

  private change(what: string, apply: () => unknown): Promise<void> {
    this.changes.push(what);
    if (!this.isDeaf) apply();
    return Promise.resolve();
  }

  private retag({ database, table, columns }: Tagged, apply: (tags: AssignedTags) => AssignedTags): void {
    if (table === undefined) {
      this.databaseTags.set(database, apply(this.databaseTags.get(database) ?? {}));
      return;
    }
    const key = `${database}.${table}`;
    if (columns === undefined) {
      this.tableTags.set(key, apply(this.tableTags.get(key) ?? {}));
      return;
    }
    const all = this.columnTags.get(key) ?? {};
    const changed = columns.map((column) => [column, apply(all[column] ?? {})]);
    this.columnTags.set(key, { ...all, ...(Object.fromEntries(changed) as Record<string, AssignedTags>) });
  }

  readonly tags: TagStore = {
    valuesOf: (key) => Promise.resolve(this.tagValues.get(key) ?? []),
    ofDatabase: (name) => Promise.resolve(this.databaseTags.get(name)),
    ofTable: (database, table) =>
      Promise.resolve({
        table: this.tableTags.get(`${database}.${table}`) ?? {},
        columns: this.columnTags.get(`${database}.${table}`) ?? {},
      }),
    add: (resource, tags) =>
      this.change(`add ${JSON.stringify(resource)} ${JSON.stringify(tags)}`, () => {
        this.retag(resource, (before) => ({ ...before, ...tags }));
      }),
    remove: (resource, tags) =>
      this.change(`remove ${JSON.stringify(resource)} ${JSON.stringify(tags)}`, () => {
        this.retag(resource, (before) => without(before, Object.keys(tags)));
      }),
  };

  /** Documents in the artifacts bucket. */
  readonly store: Pick<Documents, "read" | "keys" | "remove"> = {
    read: (key) => Promise.resolve(this.documents.get(key)),
    keys: (prefix) => Promise.resolve([...this.documents.keys()].filter((key) => key.startsWith(prefix))),
    remove: (key) => {
      this.documents.delete(key);
      return Promise.resolve();
    },
  };

  readonly catalogPorts: CatalogPorts = {
    maintenance: this.maintenance,
    optimizers: {
      // Glue adds its own defaults.
      live: (wanted) =>
        Promise.resolve(
          wanted.map((one) => {
            const found = this.optimizers.get(optimizerKey(one));
            return found && { ...found, vpcConfiguration: undefined };
          }),
        ),
      create: (one, configuration) =>
        this.change(`create ${optimizerKey(one)}`, () => this.optimizers.set(optimizerKey(one), configuration)),
      update: (one, configuration) =>
        this.change(`update ${optimizerKey(one)}`, () => this.optimizers.set(optimizerKey(one), configuration)),
      remove: (one) => this.change(`drop ${optimizerKey(one)}`, () => this.optimizers.delete(optimizerKey(one))),
    },
    tags: this.tags,
    catalog: {
      database: (name) => Promise.resolve(this.databases.get(name)),
      create: (input) =>
        this.change(`create ${input.Name ?? ""}`, () => {
          this.databases.set(input.Name ?? "", { ...input, Name: input.Name ?? "" });
          this.databaseTags.set(input.Name ?? "", {});
        }),
      remove: (name) =>
        this.change(`remove ${name}`, () => {
          this.databases.delete(name);
          this.databaseTags.delete(name);
        }),
      update: (input) =>
        this.change(`update ${input.Name ?? ""}`, () =>
          this.databases.set(input.Name ?? "", { ...input, Name: input.Name ?? "" }),
        ),
      tables: (database) => Promise.resolve(this.tables.filter((table) => table.database === database)),
    },
    everyone: {
      grants: (databases) =>
        Promise.resolve(this.everyoneGrants.filter(({ place }) => databases.includes(place.split(".")[0] ?? ""))),
      revoke: (grants) =>
        this.change(`revoke ${grants.map(({ place }) => place).join(" ")}`, () => {
          this.everyoneGrants = this.everyoneGrants.filter((grant) => !grants.includes(grant));
        }),
    },
  };

  readonly settingsPorts: SettingsPorts = {
    catalog: this.catalogPorts.catalog,
    tags: this.tags,
    store: this.store,
    artifacts: {
      read: (key) => Promise.resolve(this.documents.get(key)),
      write: (key, document) => {
        this.documents.set(key, document);
        return Promise.resolve();
      },
    },
    settings: {
      read: () => Promise.resolve(this.settings),
      write: (settings) => this.change("settings", () => (this.settings = settings)),
    },
  };
}
