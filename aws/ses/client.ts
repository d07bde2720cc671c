import { SESv2Client } from "@aws-sdk/client-sesv2";
import { clientSettings } from "../client-settings.ts";

export const sesClient = (): SESv2Client => new SESv2Client(clientSettings);
