import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { clientSettings } from "../client-settings.ts";

export const cloudWatchClient = (): CloudWatchClient => new CloudWatchClient(clientSettings);
