import { SQSClient } from "@aws-sdk/client-sqs";
import { clientSettings } from "../client-settings.ts";

export const sqsClient = (): SQSClient => new SQSClient(clientSettings);
