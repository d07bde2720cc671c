/** The account's data lake settings: what this stack needs of them, merged with what is there. Pure. */
import type { DataLakeSettings } from "@aws-sdk/client-lakeformation";

export const administratorsOf = ({ DataLakeAdmins: admins = [] }: DataLakeSettings): readonly string[] =>
  admins.map((admin) => admin.DataLakePrincipalIdentifier ?? "");

const withAdministrators = (settings: DataLakeSettings, administrators: readonly string[]): DataLakeSettings => ({
  ...settings,
  DataLakeAdmins: administrators.map((arn) => ({ DataLakePrincipalIdentifier: arn })),
});

/**
 * Everything that is there stays: other administrators, parameters, trusted owners, filtering. The defaults are given
 * as empty lists, because what is left out stays as it is.
 *
 * @param wanted ARNs that have to be administrators
 * @param obsolete ARNs that this stack made administrators and needs no more
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

/** The settings less the administrators that this stack added. What it closed stays closed. */
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

/** What of our own part differs, as `<what>: found …, wanted …`; nothing when it is in effect. */
export const settingsDifferences = (found: DataLakeSettings, wanted: DataLakeSettings): readonly string[] => {
  const live = described(found);
  return Object.entries(described(wanted))
    .filter(([what, value]) => live[what] !== value)
    .map(([what, value]) => `${what}: found ${live[what] ?? ""}, wanted ${value}`);
};
