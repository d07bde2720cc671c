import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { clientSettings } from "../client-settings.ts";

export const cloudWatchLogsClient = (): CloudWatchLogsClient => new CloudWatchLogsClient(clientSettings);
