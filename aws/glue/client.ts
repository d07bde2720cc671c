import { GlueClient } from "@aws-sdk/client-glue";
import { clientSettings } from "../client-settings.ts";

export const glueClient = (): GlueClient => new GlueClient(clientSettings);
