import { STSClient } from "@aws-sdk/client-sts";
import { clientSettings } from "../client-settings.ts";

export const stsClient = (): STSClient => new STSClient(clientSettings);
