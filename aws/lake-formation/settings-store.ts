import {
  GetDataLakeSettingsCommand,
  PutDataLakeSettingsCommand,
  type DataLakeSettings,
  type LakeFormationClient,
} from "@aws-sdk/client-lakeformation";

/** The settings of the account's data lake. */
export interface SettingsStore {
  readonly read: () => Promise<DataLakeSettings>;
  readonly write: (settings: DataLakeSettings) => Promise<void>;
}

/** Writing replaces all settings of the account at once. */
export const settingsStore = (client: LakeFormationClient): SettingsStore => ({
  read: async () => (await client.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings ?? {},
  write: async (settings) => {
    await client.send(new PutDataLakeSettingsCommand({ DataLakeSettings: settings }));
  },
});
