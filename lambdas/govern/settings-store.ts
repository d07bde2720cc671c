import {
  GetDataLakeSettingsCommand,
  PutDataLakeSettingsCommand,
  type LakeFormationClient,
} from "@aws-sdk/client-lakeformation";
import type { SettingsStore } from "./apply-settings.ts";

/** Writing replaces all settings of the account at once. */
export const settingsStore = (client: LakeFormationClient): SettingsStore => ({
  read: async () => (await client.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings ?? {},
  write: async (settings) => {
    await client.send(new PutDataLakeSettingsCommand({ DataLakeSettings: settings }));
  },
});
