import { SNSClient } from "@aws-sdk/client-sns";
import { clientSettings } from "../client-settings.ts";

export const snsClient = (): SNSClient => new SNSClient(clientSettings);
