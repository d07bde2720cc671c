import { LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { clientSettings } from "../client-settings.ts";

export const lakeFormationClient = (): LakeFormationClient => new LakeFormationClient(clientSettings);
