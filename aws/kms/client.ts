import { KMSClient } from "@aws-sdk/client-kms";
import { clientSettings } from "../client-settings.ts";

export const kmsClient = (): KMSClient => new KMSClient(clientSettings);
