import type { DataLakeSettings } from "@aws-sdk/client-lakeformation";
import { administratorsKind, type Administrators } from "../../model/documents/administrators.ts";
import { readDocument } from "../../model/documents/document.ts";
import { athenaDefaultDatabase } from "../../model/governance/grants.ts";
import { databaseName, zones } from "../../model/names.ts";
import { environmentDatabase, environmentOf, environmentPrefix } from "../../model/sql/environment.ts";
import type { Documents } from "../../aws/s3/documents.ts";
import type { SettingsStore } from "../../aws/lake-formation/settings-store.ts";
import { Fault } from "../../model/fault.ts";
import { administratorsOf, leaveSettings, mergeSettings, settingsDifferences } from "./settings.ts";
import type { Catalog } from "../../aws/glue/databases.ts";
import type { TagStore } from "../../aws/lake-formation/tag-store.ts";

/** The deployment's event; `tf` comes from the provider, once per change of the resource. */
export interface SettingsEvent {
  readonly action: "settings";
  /** ARNs of the roles that this stack needs as data lake administrators. */
  readonly administrators: readonly string[];
  /** Sources, which are the values of the tag `domain`. */
  readonly domains: readonly string[];
  readonly tf?: { readonly action: "create" | "update" | "delete" };
}

export interface SettingsResult {
  readonly administratorsAdded: number;
  readonly administratorsRemoved: number;
  /** Whether Athena's database `default` was created. */
  readonly defaultDatabaseMade: boolean;
  /** Databases of removed sources whose tag `domain` was removed so that its value can be deleted. */
  readonly databasesRetired: number;
}

export interface SettingsPorts {
  readonly settings: SettingsStore;
  readonly catalog: Pick<Catalog, "database" | "create">;
  readonly tags: Pick<TagStore, "valuesOf" | "ofDatabase" | "remove">;
  readonly artifacts: Pick<Documents, "read" | "write">;
  readonly store: Pick<Documents, "keys">;
}

/** The administrators that this stack added; those that existed before remain when the stack is destroyed. */
const administratorsKey = "governance/administrators.json";

const recall = async (artifacts: Pick<Documents, "read" | "write">): Promise<readonly string[]> => {
  const found = await artifacts.read(administratorsKey);
  return found === undefined ? [] : readDocument(administratorsKind, found, administratorsKey).added;
};

const remember = (artifacts: Pick<Documents, "read" | "write">, added: Administrators["added"]): Promise<void> => {
  const document: Administrators = { formatVersion: 1, added };
  return artifacts.write(administratorsKey, document);
};

/** The API accepts settings without applying them, so they are read back. */
const write = async (store: SettingsStore, current: DataLakeSettings, wanted: DataLakeSettings): Promise<void> => {
  if (settingsDifferences(current, wanted).length === 0) return;
  await store.write(wanted);
  const differences = settingsDifferences(await store.read(), wanted);
  if (differences.length === 0) return;
  const problem = {
    code: "DATA_LAKE_SETTINGS_NOT_APPLIED",
    place: "data lake settings",
    message: differences.join("; "),
    fix: "check CloudTrail for who else writes them, and deploy again",
  };
  throw new Fault(problem, { retry: "later" });
};

/** Lake Formation keeps a tag value while anything carries it; the databases themselves are deleted last. */
const retire = async (domains: readonly string[], { tags, store }: SettingsPorts): Promise<number> => {
  const stale = (await tags.valuesOf("domain")).filter((value) => !domains.includes(value));
  if (stale.length === 0) return 0;
  const environments = (await store.keys(environmentPrefix)).map(environmentOf);
  const databasesOf = (source: string): readonly string[] => [
    ...zones.map((zone) => databaseName(source, zone)),
    ...environments.map((environment) => environmentDatabase(databaseName(source, "curated"), environment)),
  ];
  let retired = 0;
  for (const database of new Set(stale.flatMap(databasesOf))) {
    const value = (await tags.ofDatabase(database))?.["domain"];
    if (value !== undefined && stale.includes(value)) {
      await tags.remove({ database }, { domain: value });
      retired += 1;
    }
  }
  return retired;
};

/**
 * An existing one belongs to somebody and stays unchanged; a created one remains when the stack is destroyed, because
 * others may query with it by then.
 */
const ensureDefaultDatabase = async ({ catalog }: Pick<SettingsPorts, "catalog">): Promise<boolean> => {
  if ((await catalog.database(athenaDefaultDatabase)) !== undefined) return false;
  await catalog.create({
    Name: athenaDefaultDatabase,
    Description: "Requested by Athena in every query",
    CreateTableDefaultPermissions: [],
  });
  return true;
};

const leave = async ({ settings, artifacts }: SettingsPorts): Promise<SettingsResult> => {
  const added = await recall(artifacts);
  const current = await settings.read();
  const removed = administratorsOf(current).filter((arn) => added.includes(arn));
  await write(settings, current, leaveSettings(current, added));
  await remember(artifacts, []);
  return {
    administratorsAdded: 0,
    administratorsRemoved: removed.length,
    defaultDatabaseMade: false,
    databasesRetired: 0,
  };
};

/** Applies the settings, or on `delete` removes only what this stack added. */
export const applySettings = async (event: SettingsEvent, ports: SettingsPorts): Promise<SettingsResult> => {
  if (event.tf?.action === "delete") return leave(ports);
  const { settings, artifacts } = ports;
  const { administrators } = event;
  const remembered = await recall(artifacts);
  const current = await settings.read();
  const before = administratorsOf(current);
  const added = administrators.filter((arn) => !before.includes(arn));
  const obsolete = remembered.filter((arn) => !administrators.includes(arn));
  const ours = [...new Set([...remembered.filter((arn) => administrators.includes(arn)), ...added])];
  if (added.length + obsolete.length > 0) await remember(artifacts, ours);
  await write(settings, current, mergeSettings(current, administrators, obsolete));
  return {
    administratorsAdded: added.length,
    administratorsRemoved: before.filter((arn) => obsolete.includes(arn)).length,
    defaultDatabaseMade: await ensureDefaultDatabase(ports),
    databasesRetired: await retire(event.domains, ports),
  };
};
