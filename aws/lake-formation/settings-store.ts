import {
  GetDataLakeSettingsCommand,
  PutDataLakeSettingsCommand,
  type DataLakeSettings,
  type LakeFormationClient,
} from "@aws-sdk/client-lakeformation";

/** The account's data lake settings. */
export interface SettingsStore {
  readonly read: () => Promise<DataLakeSettings>;
  readonly write: (settings: DataLakeSettings) => Promise<void>;
}

/** Writing replaces all of the account's settings at once. */
export const settingsStore = (client: LakeFormationClient): SettingsStore => ({
  read: async () => (await client.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings ?? {},
  write: async (settings) => {
    await client.send(new PutDataLakeSettingsCommand({ DataLakeSettings: settings }));
  },
});
