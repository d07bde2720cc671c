/** The account's data lake settings: what this stack needs, merged with the current settings. Pure. */
import type { DataLakeSettings } from "@aws-sdk/client-lakeformation";

export const administratorsOf = ({ DataLakeAdmins: admins = [] }: DataLakeSettings): readonly string[] =>
  admins.map((admin) => admin.DataLakePrincipalIdentifier ?? "");

const withAdministrators = (settings: DataLakeSettings, administrators: readonly string[]): DataLakeSettings => ({
  ...settings,
  DataLakeAdmins: administrators.map((arn) => ({ DataLakePrincipalIdentifier: arn })),
});

/**
 * Everything else stays: other administrators, parameters, trusted owners, filtering. The defaults are passed as empty
 * lists, because omitted settings stay unchanged.
 *
 * @param wanted ARNs that must be administrators
 * @param obsolete ARNs that this stack made administrators and no longer needs
 */
export const mergeSettings = (
  current: DataLakeSettings,
  wanted: readonly string[],
  obsolete: readonly string[],
): DataLakeSettings => {
  const kept = administratorsOf(current).filter((arn) => !obsolete.includes(arn));
  return {
    ...withAdministrators(current, [...kept, ...wanted.filter((arn) => !kept.includes(arn))]),
    CreateDatabaseDefaultPermissions: [],
    CreateTableDefaultPermissions: [],
  };
};

/** The settings without the administrators that this stack added. What it closed stays closed. */
export const leaveSettings = (current: DataLakeSettings, added: readonly string[]): DataLakeSettings =>
  withAdministrators(
    current,
    administratorsOf(current).filter((arn) => !added.includes(arn)),
  );

const described = (settings: DataLakeSettings): Readonly<Record<string, string>> => ({
  administrators: [...administratorsOf(settings)].sort().join(", "),
  "defaults of databases": JSON.stringify(settings.CreateDatabaseDefaultPermissions ?? []),
  "defaults of tables": JSON.stringify(settings.CreateTableDefaultPermissions ?? []),
});

/** Differences in the part that this stack sets, as `<what>: found …, wanted …`; empty if it is in effect. */
export const settingsDifferences = (found: DataLakeSettings, wanted: DataLakeSettings): readonly string[] => {
  const live = described(found);
  return Object.entries(described(wanted))
    .filter(([what, value]) => live[what] !== value)
    .map(([what, value]) => `${what}: found ${live[what] ?? ""}, wanted ${value}`);
};
